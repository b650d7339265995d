"""The look: one theme of our own, in Gradio's tokens. System fonts only: nothing is loaded from anywhere."""

import gradio as gr

_CLAY = gr.themes.Color(
    c50="#fbf1ec",
    c100="#f6e0d6",
    c200="#ecc4b2",
    c300="#e0a388",
    c400="#cf7f5d",
    c500="#b5613d",
    c600="#9a4c2c",
    c700="#7f3d24",
    c800="#67331f",
    c900="#522a1b",
    c950="#2f170e",
    name="clay",
)
_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica", "Arial", "sans-serif")


def theme() -> gr.themes.Base:
    """Return Hearth's theme: warm paper by day, embers by night; contrast AA or better."""
    look = gr.themes.Base(
        primary_hue=_CLAY,
        secondary_hue=_CLAY,
        neutral_hue=gr.themes.colors.stone,
        font=_FONTS,
        font_mono=("ui-monospace", "Menlo", "Consolas", "monospace"),
        radius_size=gr.themes.sizes.radius_lg,
        text_size=gr.themes.sizes.text_md,
    )
    return look.set(
        body_background_fill="#faf6f1",
        body_background_fill_dark="#1c1917",
        body_text_color="#2d2723",
        body_text_color_dark="#ebe4dc",
        body_text_color_subdued="#6a5f57",
        body_text_color_subdued_dark="#b3a79c",
        block_background_fill="#fffdfa",
        block_background_fill_dark="#26211e",
        block_border_color="#e7ddd2",
        block_border_color_dark="#3d3530",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f1b18",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_500",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
        link_text_color="*primary_600",
        link_text_color_dark="*primary_300",
        block_label_text_color="#54493f",
        block_label_text_color_dark="#cfc4b9",
    )

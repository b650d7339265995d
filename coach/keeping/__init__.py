"""What a person keeps: the practices as tools, a notebook on disk, a kind look back. No streaks, no scores.

    notebook.py     one SQLite file a space; entries of typed kinds        migrations.py   its numbered changes
    kinds.py        the kinds: one model each, built from fields.py        spaces.py       a space of one's own each
    export.py       all of it as JSON or Markdown                          weeks.py        days and weeks

    plans.py        the plan for the week           preferences.py  what was refused, for the next plan
    talk.py         daily talk time                 questions.py    the question of the day
    checkins.py     the daily check-in              jar.py          the connection jar
    touch.py        seven days of touch             languages.py    love languages, with the honest note
    expectations.py "I need you to …"               limits.py       kind limits
    promises.py     what I said I would do          naming.py       naming the neglect
    signs.py        the signs, beside the needs     notes.py        the appreciation note
    journal.py      prompts to write from           observer.py     neutral-observer writing
    safety_plan.py  a plan for bad hours            grounding.py    cards for a hard minute
    building.py     what the builders share         texts.py, texts/    the words of the tools

    looking.py      the week, and the look back     helping.py      is this helping, and who else could
    ics.py          a calendar file                 printing.py     a plan on paper         card.py     chosen sentences

Each tool is a few functions over a Notebook and can be used alone. Nothing here talks to a model or leaves the computer; danger
is judged elsewhere (coach.safety). The notebook is not encrypted: who can read the person's files can read it.
"""

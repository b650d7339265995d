// Gradio's stream of events ends as soon as none is pending, and the browser opens another with its next event unless it thinks
// that one is open. Of an event that is joined while the word of the end is on its way nothing would ever be heard; and to abort
// a stream of which not all has come would count as a lost connection (Gradio 6.31: `open_stream`, routes.py `queue_data`).
// So the word is given on only once the stream is through, and while an event is pending it goes on with another.
(() => {
  const plain = window.fetch.bind(window);
  const [END, DONE] = ['data: {"msg":"close_stream"', 'data: {"msg":"process_completed"'];
  const [pending, done] = [new Set(), new Set()]; // of one event the end may be known before its beginning
  const joins = new Set();

  const begun = (id) => done.delete(id) || pending.add(id);
  const ended = (id) => pending.delete(id) || done.add(id);

  const join = async (what, how) => {
    const asked = plain(what, how);
    const known = asked.then((answer) => answer.clone().json()).then(({ event_id: id }) => id && begun(id)).catch(() => {});
    joins.add(known);
    known.then(() => joins.delete(known));
    const answer = await asked;
    await known;
    return answer;
  };

  const listen = async (request) => {
    const first = await plain(request.clone());
    if (!first.ok || !first.body) return first;
    const read = (answer) => answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const bytes = new TextEncoder();
    let [source, text, end] = [read(first), "", ""];
    const pull = async (stream) => {
      for (;;) {
        const { value, done: through } = await source.read();
        if (!through) {
          const messages = (text + value).split("\n\n");
          text = messages.pop();
          for (const one of messages) if (one.startsWith(DONE)) ended(JSON.parse(one.slice(6)).event_id);
          end = messages.find((one) => one.startsWith(END)) || end;
          const rest = messages.filter((one) => !one.startsWith(END));
          if (rest.length) return stream.enqueue(bytes.encode(`${rest.join("\n\n")}\n\n`));
          continue;
        }
        while (end && joins.size) await Promise.all(joins);
        if (!end || !pending.size) {
          if (end) stream.enqueue(bytes.encode(`${end}\n\n`));
          return stream.close();
        }
        [source, text, end] = [read(await plain(request.clone())), "", ""];
      }
    };
    return new Response(new ReadableStream({ pull, cancel: (why) => source.cancel(why) }), first);
  };

  window.fetch = (what, how) => {
    const { pathname } = new URL(what.url ?? what, location.href);
    if (pathname.endsWith("/queue/data")) return listen(new Request(what, how));
    return pathname.endsWith("/queue/join") ? join(what, how) : plain(what, how);
  };
})();

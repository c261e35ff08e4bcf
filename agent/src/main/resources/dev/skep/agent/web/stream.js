// The agent's event stream, as JSON lines over fetch: one chunk carries many events.

/** More than this many routine events a second nobody can read; the agent leaves out the rest and says how many. */
const MAX_PER_SECOND = 2000;

/** Reads events until the page goes; `on.batch(events)` per chunk, `on.state(text, kind)` when the link changes. */
export async function follow(on) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try {
      const answer = await fetch(`api/events?max_per_second=${MAX_PER_SECOND}`, { headers: { Accept: 'application/x-ndjson' } });
      if (!answer.ok) throw new Error((await answer.json()).detail);
      wait = 500;
      on.state('live', 'ok');
      await on.open();
      await lines(answer.body, on.batch);
      on.state('agent stopped', 'bad');
    } catch (e) {
      on.state(e instanceof TypeError ? 'no agent' : e.message, 'bad');
    }
    await new Promise(done => setTimeout(done, wait));
  }
}

async function lines(body, batch) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    const events = [];
    for (const line of parts) if (line) events.push(JSON.parse(line));
    if (events.length) batch(events);
  }
}

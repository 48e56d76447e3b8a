/** @file Tries every way from a page into Larder; answers what came of each: refused, or what was got. */

/** No refusal takes this long, in milliseconds. */
const patience = 2000;

function outcome(promise) {
  return Promise.race([
    promise.then(
      got => `got ${JSON.stringify(got) ?? 'an answer'}`,
      error => `refused: ${error?.message ?? JSON.stringify(error)}`,
    ),
    new Promise(resolve => setTimeout(() => resolve('refused: no answer'), patience)),
  ]);
}

/** As the page of the main window calls. */
async function invoke(command, payload, options) {
  if (!window.__TAURI_INTERNALS__) throw new Error('nothing to call with');
  return window.__TAURI_INTERNALS__.invoke(command, payload, options);
}

/** What is sent when it does, with a key that can only be guessed here. */
async function send(command, payload) {
  const answer = await fetch(`ipc://localhost/${command}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Tauri-Callback': '8001',
      'Tauri-Error': '8002',
      'Tauri-Invoke-Key': 'guess',
    },
    body: JSON.stringify(payload),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.text();
}

/** The other road: a message, answered by a call of one of two functions. */
function post(command, payload) {
  const handler = window.webkit?.messageHandlers?.ipc;
  return new Promise((resolve, reject) => {
    if (!handler) throw new Error('nothing to post to');
    window._8001 = resolve;
    window._8002 = reject;
    handler.postMessage(
      JSON.stringify({ cmd: command, callback: 8001, error: 8002, payload, __TAURI_INVOKE_KEY__: 'guess' }),
    );
  });
}

/** Whatever any of the first thousand channels holds. */
async function channels() {
  const ids = Array.from({ length: 1001 }, (_, id) => String(id));
  return Promise.any(
    ids.map(id =>
      invoke('plugin:__TAURI_CHANNEL__|fetch', null, { headers: { 'Tauri-Channel-Id': id } }),
    ),
  );
}

/** Our own page in a frame of this one, which would say that it is there. */
function framed() {
  return new Promise((resolve, reject) => {
    const frame = document.createElement('iframe');
    frame.src = 'tauri://localhost/index.html#/recipes';
    frame.onerror = () => reject(new Error('not shown'));
    frame.onload = () => {
      try {
        resolve(frame.contentDocument.body.textContent);
      } catch (error) {
        reject(error);
      }
    };
    document.body.append(frame);
  });
}

const looks = { call: 'recipes', question: null };
const changes = { call: 'recipe.sample', question: null };
const anotherWindow = { options: { label: 'another', url: 'index.html' } };

const attempts = {
  'a look by our command': () => invoke('rpc', looks),
  'a change by our command': () => invoke('rpc', changes),
  'the version': () => invoke('plugin:app|version'),
  'an event sent': () => invoke('plugin:event|emit', { event: 'stale', payload: ['recipes'] }),
  'an event heard': () =>
    invoke('plugin:event|listen', { event: 'stale', target: { kind: 'Any' }, handler: 8001 }),
  'a window': () => invoke('plugin:webview|create_webview_window', anotherWindow),
  'a title': () => invoke('plugin:window|set_title', { label: 'main', value: 'Taken over' }),
  'a folder': () => invoke('plugin:path|resolve_directory', { directory: 1 }),
  'what channels hold': channels,
  'a guessed key': () => send('rpc', changes),
  'a message': () => post('rpc', changes),
  // The files of our page are no secret, and may be read; a page made of them may still do nothing.
  'our page in a frame': framed,
  'a file': async () => (await fetch('file:///etc/hostname')).text(),
};

async function tryAll(names = Object.keys(attempts)) {
  const outcomes = names.map(async name => [name, await outcome((async () => attempts[name]())())]);
  return Object.fromEntries(await Promise.all(outcomes));
}

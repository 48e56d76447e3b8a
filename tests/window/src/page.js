/** @file Finds things in the page as people name them: by role and by the words they read. */
const shown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });

const plain = text => (text ?? '').replace(/[\u2066-\u2069\u200b]/g, '').replace(/\s+/g, ' ').trim();

/** What a screen reader calls an element: the part of the accessible name computation that we use. */
function nameOf(element) {
  const labelledBy = element.getAttribute('aria-labelledby');
  if (labelledBy) {
    const words = labelledBy.split(/\s+/).map(id => {
      const by = document.getElementById(id);
      return by === element ? element.getAttribute('aria-label') ?? element.textContent : by?.textContent;
    });
    return plain(words.join(' '));
  }
  const label = element.getAttribute('aria-label');
  if (label) return plain(label);
  if (element.labels?.length) return plain([...element.labels].map(one => one.textContent).join(' '));
  return plain(element.textContent || element.value || element.title);
}

const tags = {
  button: 'button, [role=button]',
  link: 'a[href], [role=link]',
  opener: 'button[aria-haspopup=listbox]',
  tab: '[role=tab]',
  option: '[role=option]',
  row: '[role=row]',
  menuitem: '[role=menuitem]',
  radio: 'input[type=radio]',
  field: 'input:not([type=radio]):not([type=checkbox]), textarea, [role=textbox], [role=combobox], [role=searchbox]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  group: '[role=group], section, article, form, [role=dialog], [role=alertdialog], [role=tabpanel], [role=listitem], li, ul[aria-label], ol[aria-label]',
};

/** Nothing behind an open dialog can be used. */
function reachable(element) {
  return shown(element) && !element.closest('[inert], [aria-hidden=true]');
}

/** The whole name first, then a name that begins so, then one that has it: a list's button says its value first. */
function named(elements, name) {
  return (
    elements.find(element => nameOf(element) === name) ??
    elements.find(element => nameOf(element).startsWith(name)) ??
    elements.find(element => nameOf(element).includes(name)) ??
    null
  );
}

function find(role, name, within) {
  const scope = within ? place(within) : document;
  if (!scope) return null;
  const elements = [...scope.querySelectorAll(tags[role])].filter(reachable);
  return named(elements, name);
}

/** The part of the page people would point at by a heading or a name. */
function place(name) {
  const part = named([...document.querySelectorAll(tags.group)].filter(reachable), name);
  if (part && part.getAttribute('role') !== 'listitem') return part;
  const heading = named([...document.querySelectorAll(tags.heading)].filter(reachable), name);
  return heading?.closest('[role=group], section, article, form, [role=dialog], [role=alertdialog]') ?? part;
}

/** What can be read now, as one line. */
function words(within) {
  const scope = within ? place(within) : document.body;
  return plain(scope?.innerText);
}

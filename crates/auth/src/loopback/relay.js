/** @file Takes what stands behind # out of the address bar and posts it to this very page, once. */
(() => {
  const answer = location.hash.slice(1);
  if (!answer) return;
  history.replaceState(null, "", location.pathname);
  const form = document.createElement("form");
  form.method = "post";
  form.action = location.pathname;
  form.hidden = true;
  for (const [name, value] of new URLSearchParams(answer)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    Element.prototype.append.call(form, input);
  }
  document.body.append(form);
  // By the prototype: a parameter could be called like a method of the form.
  HTMLFormElement.prototype.submit.call(form);
})();

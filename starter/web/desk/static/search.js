// Words that were searched for stand in no address: the history of the browser keeps them, so that
// the way back from a case leads to what was found.

import { completing } from "./complete.js";
import { select } from "./select.js";

const field = document.getElementById("q");
const kept = history.state?.words;

if (field.dataset.words || field.dataset.cursor) {
  history.replaceState({ words: field.value, cursor: field.dataset.cursor }, "", location.pathname);
} else if (kept) {
  field.value = kept;
  field.insertAdjacentElement("afterend", Object.assign(document.createElement("input"), { type: "hidden", name: "cursor", value: history.state.cursor }));
  field.form.submit();
}
completing(field, document.getElementById("completions"), [...document.getElementById("known").options]);
select();

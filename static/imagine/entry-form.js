/* What only the form needs, joined into form.js; Create loads it beside the script of every page. */
import "./js/create.js";
import "./js/check.js";
import "./js/takes.js";
import "./js/draft.js";
import "./js/prompts.js";
import "./js/suggest.js";
import "./js/upload.js";

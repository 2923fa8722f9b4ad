/* Every page's script, joined into studio.js by imagine/bundles.py. Each part stands alone: no imports, no exports,
   nothing global; parts speak to each other by events on the document. */
import "./js/theme.js";
import "./js/menu.js";
import "./js/toast.js";
import "./js/more.js";
import "./js/poll.js";
import "./js/notify.js";
import "./js/clock.js";
import "./js/now.js";
import "./js/keys.js";
import "./js/back.js";
import "./js/copy.js";
import "./js/stage.js";
import "./js/reveal.js";
import "./js/zone.js";
import "./js/wall.js";

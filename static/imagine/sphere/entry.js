/* What a page with a sphere on it loads besides, joined into sphere.js by imagine/bundles.py. The element comes last:
   the others listen for its first word. */
import "./hands.js";
import "./motion.js";
import "./controls.js";
import "./address.js";
import "./pair.js";
import "./pano-rama.js";

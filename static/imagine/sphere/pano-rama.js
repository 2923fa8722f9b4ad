/* <pano-rama>: a picture of all directions as a place to stand in. Its <img> stays underneath: for looking at it flat,
   for print, for browsers without WebGL2 and for when the graphics card is taken away.

     sphere   attribute: shown as a sphere from the start; without it, flat
     turns    attribute: turns by itself until it is touched
     wanted   "sphere" or "flat", set by whoever hears "pano:ready" and knows better than the attribute
     full     attribute: where the picture in full size is, fetched once the <img> is not sharp enough
     camera   { yaw, pitch, view } in degrees: yaw 0 is the picture's middle and grows to the right, view is the
              angle across the longer side

   Says "pano:ready", "pano:show" and "pano:camera", which bubble; the last with `moved`, true when it moved by itself
   or by hands, and `rests`. Asks for a frame only while something moves. */
const START = { yaw: 0, pitch: 0, view: 95 };
const NEAREST = 15;
const WIDEST = 120;
// Milliseconds in which two thirds of the way to a new direction are gone; degrees a second while nobody touches it.
const GLIDE = 90;
const DRIFT = 2.5;
const RADIANS = Math.PI / 180;
const still = matchMedia("(prefers-reduced-motion: reduce)");

const CORNERS = `#version 300 es
uniform vec2 extent;
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4. - 1.;
  at = corner * extent;
  gl_Position = vec4(corner, 0, 1);
}`;

// The size of a pixel on the sphere comes from the ray, not from the place in the picture: that jumps at the seam and
// runs wild at the poles.
const RAYS = `#version 300 es
precision highp float;
uniform sampler2D picture;
uniform vec2 aim;
uniform float squeeze;
in vec2 at;
out vec4 colour;
const float PI = 3.141592653589793;
void main() {
  vec3 ray = normalize(vec3(at, 1));
  float c = cos(aim.y), s = sin(aim.y);
  vec3 to = vec3(ray.x, c * ray.y + s * ray.z, c * ray.z - s * ray.y);
  float level = length(to.xz);
  vec2 place = vec2(.5 + (atan(to.x, to.z) + aim.x) / (2. * PI), .5 - atan(to.y, level) / PI);
  float pixel = max(length(dFdx(ray)), length(dFdy(ray)));
  vec2 across = vec2(pixel / (2. * PI * max(level, squeeze)), 0), down = vec2(0, pixel / PI);
  colour = vec4(textureGrad(picture, place, across, down).rgb, 1);
}`;

function program(gl) {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, CORNERS], [gl.FRAGMENT_SHADER, RAYS]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  gl.useProgram(made);
  return made;
}

/* The pixels of an <img> or a blob, decoded beside the page and no larger than the graphics card takes. */
async function pixels(source, most) {
  const whole = await createImageBitmap(source);
  const scale = most / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  const [resizeWidth, resizeHeight] = [whole.width, whole.height].map((length) => Math.floor(length * scale));
  const fitted = await createImageBitmap(whole, { resizeWidth, resizeHeight, resizeQuality: "high" });
  whole.close();
  return fitted;
}

class PanoRama extends HTMLElement {
  #now = { ...START };
  #goal = { ...START };
  #glide = 0;
  #frame = 0;
  #last = 0;
  #seen = true;
  #turning = false;
  #width = 0;
  #asked = false;

  connectedCallback() {
    this.picture = this.querySelector("img");
    if (this.picture) this.dispatchEvent(new CustomEvent("pano:ready", { bubbles: true }));
    if (this.picture) this.show(this.wanted ?? (this.hasAttribute("sphere") ? "sphere" : "flat"));
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
    if (!this.gl) return;
    for (const observer of this.observers) observer.disconnect();
    // Browsers give out few contexts, and take back the oldest.
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
    this.gl.canvas.remove();
    this.gl = null;
    this.classList.remove("is-sphere", "is-drawn");
  }

  get isSphere() {
    return this.classList.contains("is-sphere");
  }

  get camera() {
    const { yaw, pitch, view } = this.#now;
    return { yaw: ((yaw % 360) + 360) % 360, pitch, view };
  }

  /* Whether it turns by itself; it never does where motion is not wanted. */
  get turning() {
    return this.#turning;
  }

  set turning(is) {
    const was = this.#turning;
    this.#turning = is && !still.matches;
    if (this.#turning !== was) this.#say("pano:show");
    this.#ask();
  }

  get degreesPerPixel() {
    const longer = Math.max(this.clientWidth, this.clientHeight, 1);
    return (2 * Math.tan((this.#now.view * RADIANS) / 2)) / longer / RADIANS;
  }

  /* Turn by degrees, zoom by a factor: `glide` in milliseconds, 0 for at once. */
  turn(yaw, pitch, glide = GLIDE) {
    const { view } = this.#goal;
    this.look({ yaw: this.#goal.yaw + yaw, pitch: this.#goal.pitch + pitch, view }, glide);
  }

  zoom(factor, glide = GLIDE) {
    this.look({ ...this.#goal, view: this.#goal.view * factor }, glide);
  }

  reset() {
    // The short way round.
    this.look({ ...START, yaw: Math.round(this.#goal.yaw / 360) * 360 });
  }

  look({ yaw, pitch, view }, glide = GLIDE) {
    this.hold();
    this.#aim({ yaw, pitch, view });
    this.#glide = still.matches ? 0 : glide;
    if (!this.#width) this.#now = { ...this.#goal };
    this.#ask();
  }

  /* Stop where it is: a finger has caught it. */
  hold() {
    this.removeAttribute("turns");
    this.turning = false;
    this.#goal = { ...this.#now };
  }

  /* Look where another one looks. */
  follow(camera) {
    this.hold();
    this.#aim(camera);
    this.#now = { ...this.#goal };
    this.#draw();
    this.#say("pano:camera", { moved: false });
  }

  show(how) {
    const asSphere = how === "sphere" && this.#start();
    this.classList.toggle("is-sphere", asSphere);
    this.classList.toggle("is-flat", !asSphere);
    this.setAttribute("role", asSphere ? "application" : "group");
    this.setAttribute("aria-label", asSphere ? this.picture.alt : "The picture");
    this.querySelector("p")?.toggleAttribute("hidden", !asSphere);
    this.#say("pano:show");
    if (asSphere && this.#width) this.#fit();
  }

  #aim({ yaw, pitch, view }) {
    this.#goal.yaw = yaw;
    this.#goal.pitch = Math.min(90, Math.max(-90, pitch));
    this.#goal.view = Math.min(WIDEST, Math.max(NEAREST, view));
  }

  #start() {
    if (this.gl) return !this.gl.isContextLost();
    const canvas = document.createElement("canvas");
    this.gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false });
    if (!this.gl) {
      this.classList.add("is-only-flat");
      return false;
    }
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.picture.alt);
    this.prepend(canvas);
    canvas.addEventListener("webglcontextlost", (event) => { event.preventDefault(); this.show("flat"); });
    canvas.addEventListener("webglcontextrestored", () => { this.#prepare(); this.show("sphere"); });
    const seen = ([entry]) => { this.#seen = entry.isIntersecting; this.#ask(); };
    this.observers = [new ResizeObserver(() => this.#fit()), new IntersectionObserver(seen)];
    for (const observer of this.observers) observer.observe(this);
    this.#prepare();
    return true;
  }

  #prepare() {
    const { gl } = this;
    const made = program(gl);
    this.places = Object.fromEntries(["extent", "aim", "squeeze"].map((name) => [name, gl.getUniformLocation(made, name)]));
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    const sharp = gl.getExtension("EXT_texture_filter_anisotropic");
    const ratio = sharp ? Math.min(8, gl.getParameter(sharp.MAX_TEXTURE_MAX_ANISOTROPY_EXT)) : 1;
    if (sharp) gl.texParameteri(gl.TEXTURE_2D, sharp.TEXTURE_MAX_ANISOTROPY_EXT, ratio);
    gl.uniform1f(this.places.squeeze, 1 / ratio);
    this.#width = 0;
    this.#asked = false;
    this.#load();
  }

  async #load() {
    try {
      await this.picture.decode();
      this.#take(await pixels(this.picture, this.gl.getParameter(this.gl.MAX_TEXTURE_SIZE)));
    } catch {
      // There is no picture at its address: the <img> says so with its words.
      this.show("flat");
    }
  }

  #take(bitmap) {
    const { gl } = this;
    if (!gl || gl.isContextLost() || bitmap.width < this.#width) return;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.generateMipmap(gl.TEXTURE_2D);
    this.dataset.width = this.#width = bitmap.width;
    bitmap.close();
    this.classList.add("is-drawn");
    if (this.hasAttribute("turns")) this.turning = true;
    this.#fit();
  }

  /* Full size where its pixels show: on a large screen at once, on a small one when zoomed. */
  async #sharpen() {
    const full = this.getAttribute("full");
    const needed = (this.#longer * 360) / this.#goal.view;
    const spare = innerWidth >= 900 && !navigator.connection?.saveData ? 1 : 2;
    if (this.#asked || !full || !this.#width || needed <= this.#width * spare) return;
    this.#asked = true;
    try {
      const answer = await fetch(full);
      if (answer.ok) this.#take(await pixels(await answer.blob(), this.gl.getParameter(this.gl.MAX_TEXTURE_SIZE)));
    } catch {
      // What there is goes on being shown; the next zoom asks again.
      this.#asked = false;
    }
  }

  get #longer() {
    return Math.max(this.gl.canvas.width, this.gl.canvas.height);
  }

  #fit() {
    if (!this.gl) return;
    const { canvas } = this.gl;
    const [width, height] = [this.clientWidth, this.clientHeight].map((length) => Math.round(length * devicePixelRatio));
    if (!width || !height) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.gl.viewport(0, 0, width, height);
    this.#draw();
    this.#ask();
  }

  #draw() {
    const { gl, places } = this;
    if (!this.isSphere || !this.#width || gl.isContextLost()) return;
    const { yaw, pitch, view } = this.#now;
    const plane = Math.tan((view * RADIANS) / 2) / this.#longer;
    gl.uniform2f(places.extent, gl.canvas.width * plane, gl.canvas.height * plane);
    // Turned here, for a number of many rounds has no fine digits left over there.
    gl.uniform2f(places.aim, (yaw % 360) * RADIANS, pitch * RADIANS);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    this.#sharpen();
  }

  #ask() {
    if (this.#frame || !this.isSphere || !this.#seen) return;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(this.#step);
  }

  #step = (time) => {
    this.#frame = 0;
    const passed = Math.min(64, Math.max(0, time - this.#last));
    this.#last = time;
    if (this.#turning) this.#goal.yaw = this.#now.yaw += (DRIFT * passed) / 1000;
    const part = this.#glide ? 1 - Math.exp(-passed / this.#glide) : 1;
    let rests = true;
    let moved = this.#turning;
    for (const name of Object.keys(START)) {
      const left = this.#goal[name] - this.#now[name];
      const isThere = Math.abs(left) < 0.01;
      this.#now[name] = isThere ? this.#goal[name] : this.#now[name] + left * part;
      rests &&= isThere;
      moved ||= left !== 0;
    }
    this.#draw();
    this.#say("pano:camera", { moved, rests: rests && !this.#turning });
    if (this.isConnected && this.#seen && (!rests || this.#turning)) this.#frame = requestAnimationFrame(this.#step);
  };

  #say(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("pano-rama", PanoRama);

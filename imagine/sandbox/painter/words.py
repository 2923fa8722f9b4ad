"""The words the painter knows, by group. A token is what the composer understands; several words mean one."""


def _words(table: str) -> dict[str, str]:
    """A table of 'token: word, word, ...' as each word to its token; a token is a word for itself."""
    words: dict[str, str] = {}
    token = ""
    for line in table.strip().splitlines():
        head, colon, rest = line.rpartition(":")
        token = head.strip() if colon else token
        for word in (token.replace("_", " "), *rest.split(",")):
            if word.strip():
                words[word.strip()] = token
    return words


TIME = _words(
    """
    dawn: daybreak, sunrise, first light, aurora hour
    morning: early, breakfast
    noon: midday, day, daylight, daytime, afternoon, summer, sunny
    golden: golden hour, late afternoon, honey light
    sunset: sundown, evening, evening glow, afterglow
    dusk: twilight, blue hour, nightfall, gloaming
    night: midnight, nocturne, moonlit, moonlight, starlit, nocturnal
    """
)

PLACE = _words(
    """
    mountains: mountain, peak, alpine, alps, summit, himalaya, ridge, highland, range
    fjord: norway, norwegian, gorge, inlet
    glacier: iceberg, ice, arctic, antarctic, polar, icy
    dunes: dune, desert, sahara, sand, oasis
    canyon: ravine, badlands, chasm, arizona
    mesa: butte, plateau, table mountain, monument valley
    cliffs: cliff, sea stack, rocky coast, coastline, headland, storm stacks
    islands: island, islet, isle, archipelago, atoll
    lakeshore: lake shore, forest shore, shore, lakeside, riverbank, wetland, marsh, swamp, valley
    meadow: hill, field, pasture, prairie, countryside, grassland, farm, spring
    terraces: terrace, rice, paddy, vineyard, tea plantation
    savanna: savannah, africa, african, serengeti, steppe
    tundra: snowscape, winter, lapland, siberia, snowfield
    salt: salt flat, salt mirror, salar, salt lake, flats
    beach: tropic, tropical, lagoon, palm beach, caribbean, paradise, bay, coast
    ocean: open sea, high sea, seascape, pacific, atlantic
    volcano: volcanic, lava, eruption, crater, magma
    spires: pinnacle, karst, stone needles, floating mountains, pandora, avatar
    alien: otherworldly, extraterrestrial, exoplanet, alien world, strange world
    moonscape: lunar, lunar surface, moon surface, asteroid
    city: skyline, metropolis, downtown, skyscraper, harbour city, urban, cyberpunk, manhattan,
        tokyo
    town: village, harbour town, old town, fishing village, medieval, venice, canal
    woods: forest interior, deep forest, woodland, jungle, rainforest, grove, enchanted forest
    reef: underwater, coral, coral reef, seabed, undersea, deep sea, submarine, atlantis
    space: outer space, deep space, cosmos, galaxy, universe, orbit, interstellar
    """
)

SKY = _words(
    """
    clouds: cloud, cloudy, cumulus, cloudscape, overcast sky
    clear: cloudless, clear sky, blue sky
    wisps: cirrus, wispy, wisp, feathery
    stars: star, starry, constellation, starlight
    milky_way: milkyway, galactic
    aurora: northern lights, aurora borealis, polar light, southern lights
    nebula: nebulae, stardust, cosmic
    planet: gas giant, jupiter, giant planet
    ringed: ringed planet, saturn, planetary ring, rings
    moon: moonlight, moonlit, full moon, crescent, lunar light, supermoon
    twin_moons: two moons, double moon
    meteors: meteor, shooting star, comet, meteor shower, perseids
    rainbow: rainbow sky
    lightning: thunder, thunderstorm, bolt, thunderbolt
    sun: sunlight, sunbeam, sunshine, god ray
    """
)

LIGHT = _words(
    """
    bright: radiant, brilliant, luminous
    dark: gloomy, shadowy, black
    dim: faint, low light, subdued
    dramatic: epic, cinematic, breathtaking, majestic
    soft: gentle, tender, delicate
    moody: brooding, melancholy, somber, sombre
    glowing: glow, incandescent, bioluminescent, luminescent
    backlit: against the light, silhouette, contre-jour
    hazy_light: dreamy, dreamlike, ethereal, serene
    """
)

GROUND = _words(
    """
    snow: snowy, snow-capped, snowcapped, frosty, frost
    rocky: rock, stone, boulder, crag, craggy
    grass: grassy, green hills, moss, mossy
    barren: bare, desolate, wasteland, treeless
    trees: tree, wooded
    forest: wood, sunlit forest
    pines: pine, spruce, conifer, fir, taiga
    birches: birch, oak, maple, broadleaf, orchard
    flowers: flower, blossom, wildflower, floral, bloom
    lavender: lavender field, provence
    poppies: poppy, tulip
    cherry: cherry blossom, sakura
    autumn: fall, autumnal, october, indian summer
    lush: verdant, overgrown, fertile
    crystals: crystal, crystalline, gem
    cypresses: cypress, tuscany, tuscan
    towering: huge, giant, colossal, massive, high, tall
    low: flat, small, distant, tiny, gentle hills
    cacti: cactus, saguaro
    jagged: sharp, rugged, craggy peaks
    """
)

WATER = _words(
    """
    lake: tarn, pond, reservoir
    river: stream, creek
    sea: water, harbour, harbor
    mirror: mirrored, reflection, reflecting, reflective, glassy, still
    calm: tranquil, quiet, peaceful
    waves: wave, surf, choppy, swell, rough sea
    frozen: frozen lake, icebound, ice sheet
    flooded: flood, puddle
    dry: arid, drought, parched
    turquoise_water: turquoise sea, azure water
    """
)

WEATHER = _words(
    """
    mist: misty, morning mist
    fog: foggy
    haze: hazy, smog, smoky, dusty, sandstorm
    rain: rainy, drizzle, downpour, monsoon, wet
    snowfall: snowing, blizzard, snowflake, snowstorm
    storm: stormy, tempest, hurricane, gale
    overcast: grey sky, gray sky, dull, cloud cover
    windy: wind, breeze, windswept
    fireflies: firefly, magic, magical, fairy, enchanted, spark, ember
    """
)

THINGS = _words(
    """
    boat: ship, sailboat, sailing, yacht, sail
    fishing_boat: rowing boat, canoe, kayak, dinghy
    lighthouse: beacon
    birds: bird, seagull, gull, crane, flock, eagle
    balloons: balloon, hot air balloon, hot-air balloon
    cabin: hut, cottage, chalet, lodge, house
    castle: fortress, palace, citadel, kingdom
    windmill: mill, wind turbine
    palms: palm, palm tree, coconut
    pagoda: temple, shrine, japan, japanese, torii
    saucer: ufo, flying saucer, spaceship, spacecraft, starship
    whale: orca, dolphin
    fish: shoal, school of fish, tropical fish, turtle
    lanterns: lantern, paper lantern, sky lantern, festival
    tent: camp, camping, campfire
    ruins: ruin, column, ancient, greek
    bridge: viaduct, golden gate
    monolith: obelisk, monument, portal
    dragon: wyvern
    kelp: seaweed, jellyfish
    """
)

PALETTE = _words(
    """
    red: crimson, scarlet, ruby, blood
    orange: amber, copper, rust, tangerine
    yellow: gold, lemon, sulphur
    green: emerald, jade, olive, lime
    teal: cyan, aqua, turquoise
    blue: azure, cobalt, sapphire, indigo, navy
    violet: purple, lilac, amethyst, mauve
    pink: rose, magenta, fuchsia, coral pink, blush
    warm: fiery, hot, sunlit
    cool: cold, chilly, wintry
    pastel: candy, powdery, soft colours
    vivid: vibrant, colourful, colorful, saturated, rich
    muted: faded, desaturated, subtle, washed out
    monochrome: black and white, grayscale, greyscale, noir, silver
    sepia: vintage, antique, nostalgic, old photo
    vaporwave: synthwave, retrowave, outrun, eighties
    """
)

FINISH = _words(
    """
    oil: oil painting, impasto, painterly, van gogh, impressionist, impressionism, brushwork, monet
    watercolour: watercolor, aquarelle, wash, gouache
    pixel: pixel art, 8-bit, 8 bit, 16-bit, retro game, pixelated
    neon: neon light, neon glow, tron
    ink: ink drawing, pen and ink, line art, sketch, drawing, manga
    woodcut: engraving, linocut, etching, block print, ukiyo-e, hokusai
    film: film grain, analogue, 35mm, kodak, polaroid, photographic
    anime: cel shaded, ghibli, cartoon, cel, animation, toon
    pastel_chalk: chalk, crayon, pastel drawing, oil pastel
    pencil: charcoal, graphite
    mosaic: stained glass, low poly, low-poly, polygon, tessellated
    pointillism: pointillist, seurat, dots
    poster: art deco, travel poster, flat design, vector, minimalist, screen print
    glitch: hologram, holographic, scanline, vhs
    blueprint: technical drawing, schematic
    """
)

GROUPS: dict[str, dict[str, str]] = {
    "time": TIME, "place": PLACE, "sky": SKY, "light": LIGHT, "ground": GROUND, "water": WATER,
    "weather": WEATHER, "things": THINGS, "palette": PALETTE, "finish": FINISH,
}  # fmt: skip

package pictures

import "image/color"

// An ink is the part that a colour plays in a pictogram.
type ink int

const (
	mainInk ink = iota // the colour of the name
	light              // a lighter tone of it
	deep               // a darker tone of it
	line               // details drawn on it, always readable
	shade              // the side away from the light
	shine              // the side towards it
	ground             // the background
	halo               // the disc on the background
	shadow             // what the pictogram casts on both
	cream
	wood
	metal
	dark
	brown
	leaf
	flame
	steam
	inks // how many there are
)

// palette holds the colour of every ink.
type palette [inks]color.NRGBA

var (
	white = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	black = color.NRGBA{R: 16, G: 18, B: 24, A: 255}
	paper = color.NRGBA{R: 250, G: 247, B: 242, A: 255}
	slate = color.NRGBA{R: 95, G: 111, B: 136, A: 255}
)

// materials are the inks that no product colour changes.
var materials = palette{
	cream: {R: 253, G: 249, B: 240, A: 255},
	wood:  {R: 201, G: 148, B: 96, A: 255},
	metal: {R: 199, G: 205, B: 213, A: 255},
	dark:  {R: 52, G: 56, B: 64, A: 255},
	brown: {R: 104, G: 66, B: 40, A: 255},
	leaf:  {R: 92, G: 148, B: 98, A: 255},
	flame: {R: 250, G: 190, B: 72, A: 255},
	steam: {R: 255, G: 255, B: 255, A: 170},
}

// newPalette derives all other tones from the main colour, so that one pictogram serves any product.
func newPalette(main color.NRGBA) palette {
	p := materials
	p[mainInk] = main
	p[light], p[deep], p[line] = mix(main, white, 0.38), mix(main, black, 0.24), mix(main, black, 0.36)
	p[shade], p[shine] = color.NRGBA{A: 26}, color.NRGBA{R: 255, G: 255, B: 255, A: 80}
	p[ground], p[halo] = mix(main, paper, 0.82), mix(main, paper, 0.70)
	switch {
	case pale(main):
		p.setOff(main)
	case luma(main) < 0.3: // darker lines on a black shirt would be invisible
		p[line] = mix(main, white, 0.42)
		p[shade], p[shine] = color.NRGBA{A: 60}, color.NRGBA{R: 255, G: 255, B: 255, A: 44}
	}
	p[shadow] = mix(p[halo], black, 0.62)
	return p
}

// setOff gives a pale colour a darker ground: a white shirt on a pale one would be invisible. Grey gets its ground
// from slate; a pink gets it from itself, as slate would make mud of it.
func (p *palette) setOff(main color.NRGBA) {
	strong := mix(squared(main), slate, max(0.45-colourfulness(main)*2.4, 0.16))
	p[ground] = mix(main, strong, 0.60)
	p[halo] = mix(main, strong, 0.84)
	p[deep] = mix(main, strong, 0.55)
	p[line] = strong
}

// outline is the tone of the thin edge around a fill.
func outline(fill color.NRGBA) color.NRGBA { return mix(fill, black, 0.45) }

// mix goes from a to b; share 0 is a, 1 is b.
func mix(a, b color.NRGBA, share float64) color.NRGBA {
	between := func(x, y uint8) uint8 { return uint8(float64(x)*(1-share) + float64(y)*share + 0.5) }
	return color.NRGBA{R: between(a.R, b.R), G: between(a.G, b.G), B: between(a.B, b.B), A: 255}
}

// squared is a colour multiplied by itself: darker and more saturated, of the same hue.
func squared(c color.NRGBA) color.NRGBA {
	square := func(x uint8) uint8 { return uint8(int(x) * int(x) / 255) }
	return color.NRGBA{R: square(c.R), G: square(c.G), B: square(c.B), A: 255}
}

// colourfulness is 0 for a grey and 1 for a pure colour.
func colourfulness(c color.NRGBA) float64 {
	return float64(max(c.R, c.G, c.B)-min(c.R, c.G, c.B)) / 255
}

// pale is about the greyest channel, not about brightness: a strong yellow is bright and stands out all the same.
func pale(c color.NRGBA) bool { return min(c.R, c.G, c.B) >= 0xb8 }

// luma is the brightness as the eye takes it, from 0 to 1.
func luma(c color.NRGBA) float64 {
	return (0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B)) / 255
}

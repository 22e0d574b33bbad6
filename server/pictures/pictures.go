// Package pictures draws the product pictures of the sample shop, so that a first try needs neither image files nor the
// network. A picture is a pictogram in one colour, and its name says both. It knows nothing of products or HTTP.
package pictures

import (
	"encoding/hex"
	"errors"
	"fmt"
	"image/color"
	"io"
	"strings"
)

// ErrUnknown says that no picture has the name that was asked for.
var ErrUnknown = errors.New("unknown picture")

// Draw writes the picture of a name such as "tshirt-9ca3af.png" to w: a PNG of 600 × 600 pixels that shows the pictogram
// before the dash in the colour after it (six lower-case hex digits). The same name gives the same bytes every time.
// Any other name gives ErrUnknown, and nothing is written. A draw takes some twenty milliseconds.
func Draw(w io.Writer, name string) error {
	layers, main, ok := parseName(name)
	if !ok {
		return fmt.Errorf("%w: %.60q", ErrUnknown, name)
	}
	c := newCanvas(newPalette(main))
	if err := c.paint(layers); err != nil {
		return fmt.Errorf("picture %q: %w", name, err)
	}
	return encode(w, c.image)
}

// parseName is strict, upper-case digits included: one picture has one address, so a cache keeps it once.
func parseName(name string) (layers []layer, main color.NRGBA, ok bool) {
	stem, isPNG := strings.CutSuffix(name, ".png")
	pictogram, digits, found := strings.Cut(stem, "-")
	if !isPNG || !found || len(digits) != 6 || digits != strings.ToLower(digits) {
		return nil, main, false
	}
	rgb, err := hex.DecodeString(digits)
	if err != nil {
		return nil, main, false
	}
	for _, table := range []map[string][]layer{wardrobe, kitchen, household} {
		if layers, ok = table[pictogram]; ok {
			return layers, color.NRGBA{R: rgb[0], G: rgb[1], B: rgb[2], A: 255}, true
		}
	}
	return nil, main, false
}

// SPDX-License-Identifier: Apache-2.0
#include "synthetic.h"

#include <string.h>

// Where a pixel is and how large its picture is; all arithmetic on it wraps at 32 bits.
struct place {
    uint32_t x, y, w, h;
};

// A triangle wave of period 2p between 0 and 255.
static uint32_t tri(uint32_t t, uint32_t p)
{
    uint32_t m = t % (2 * p);
    return (m < p ? m : 2 * p - m) * 255 / p;
}

// Noise: a hash of a place and a channel.
static uint32_t noise(uint32_t x, uint32_t y, uint32_t c)
{
    uint32_t h = x * 0x9E3779B1u ^ y * 0x85EBCA77u ^ c * 0xC2B2AE3Du;
    h ^= h >> 15;
    h *= 0x2C1B3C6Du;
    h ^= h >> 12;
    h *= 0x297A2D39u;
    h ^= h >> 15;
    return h;
}

static uint32_t zero(struct place p, uint32_t c)
{
    return 0;
}

static uint32_t middle(struct place p, uint32_t c)
{
    return 128;
}

static uint32_t white(struct place p, uint32_t c)
{
    return 255;
}

static uint32_t green(struct place p, uint32_t c)
{
    static const uint8_t colour[3] = {10, 200, 90};
    return colour[c];
}

static uint32_t ramp_across(struct place p, uint32_t c)
{
    return p.x * 255 / (p.w - 1);
}

static uint32_t ramp_down(struct place p, uint32_t c)
{
    return p.y * 255 / (p.h - 1);
}

static uint32_t ramp_diagonal(struct place p, uint32_t c)
{
    return (p.x + p.y) * 255 / (p.w + p.h - 2);
}

static uint32_t checker_8(struct place p, uint32_t c)
{
    return (((p.x / 8) ^ (p.y / 8)) & 1) != 0 ? 255 : 0;
}

static uint32_t checker_64(struct place p, uint32_t c)
{
    return (((p.x / 64) + (p.y / 64)) & 1) != 0 ? 235 : 16;
}

static uint32_t stripes_32(struct place p, uint32_t c)
{
    return ((p.x / 32) & 1) != 0 ? 255 : 0;
}

static uint32_t stripes_20(struct place p, uint32_t c)
{
    static const uint8_t colours[2][3] = {{20, 30, 200}, {250, 240, 30}};
    return colours[(p.y / 20) & 1][c];
}

static uint32_t rings(struct place p, uint32_t c)
{
    int32_t x = (int32_t)p.x - 150, y = (int32_t)p.y - 150;
    return ((x * x + y * y) / 500 & 1) != 0 ? 220 : 40;
}

static uint32_t chirp(struct place p, uint32_t c)
{
    return (p.x * p.x + 3 * p.y * p.y) >> 8 & 255;
}

static uint32_t waves(struct place p, uint32_t c)
{
    switch (c) {
    case 0:
        return (tri(3 * p.x + p.y, 97) + tri(5 * p.y + p.x, 61)) / 2;
    case 1:
        return (tri(p.x + 2 * p.y, 131) + tri(7 * p.x, 53)) / 2;
    default:
        return tri(2 * p.x + 3 * p.y, 211);
    }
}

static uint32_t blocks(struct place p, uint32_t c)
{
    return noise(p.x / 16, p.y / 16, 0) & 255;
}

// 16 x 16 patches with a little noise on them.
static uint32_t mix(struct place p, uint32_t c)
{
    return (noise(p.x * 16 / p.w, p.y * 16 / p.h, c) & 255) * 15 / 16 +
           (noise(p.x, p.y, c + 3) & 15);
}

// The formulas as the vectors write them. Spelt out in full rather than parsed: each is
// a fact that the reference's hash belongs to.
static const struct {
    const char *formula;
    uint32_t (*value)(struct place p, uint32_t c);
    uint32_t xorshift_seed; // when value is NULL
} formulas[] = {
    {"v=0", zero, 0},
    {"v=128", middle, 0},
    {"v=255", white, 0},
    {"(r,g,b)=(10,200,90)", green, 0},
    {"v=x*255/(w-1)", ramp_across, 0},
    {"v=y*255/(h-1)", ramp_down, 0},
    {"v=(x+y)*255/(w+h-2)", ramp_diagonal, 0},
    {"v=(((x/8)^(y/8))&1)?255:0", checker_8, 0},
    {"v=(((x/64)+(y/64))&1)?235:16", checker_64, 0},
    {"v=((x/32)&1)?255:0  (1-D image: all DCT terms are rounding noise)", stripes_32,
     0},
    {"(r,g,b)=((y/20)&1)?(250,240,30):(20,30,200)", stripes_20, 0},
    {"v=(((x-150)*(x-150)+(y-150)*(y-150))/500)&1?220:40 (int32)", rings, 0},
    {"xorshift32 s=2463534242; per byte in raster order: s^=s<<13; s^=s>>17; s^=s<<5; "
     "v=s>>24",
     NULL, 2463534242u},
    {"xorshift32 s=1; per byte R,G,B interleaved raster order; v=s>>24", NULL, 1},
    {"v=((x*x+3*y*y)>>8)&255", chirp, 0},
    {"c=0: (tri(3x+y,97)+tri(5y+x,61))/2; c=1: (tri(x+2y,131)+tri(7x,53))/2; c=2: "
     "tri(2x+3y,211)",
     waves, 0},
    {"v=H3(x/16,y/16,0)&255", blocks, 0},
    {"mix", mix, 0},
};

static void fill_xorshift(uint8_t *pixels, size_t size, uint32_t state)
{
    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        pixels[i] = (uint8_t)(state >> 24);
    }
}

static void fill(uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels,
                 uint32_t (*value)(struct place p, uint32_t c))
{
    struct place p = {0, 0, width, height};
    for (p.y = 0; p.y < height; p.y++)
        for (p.x = 0; p.x < width; p.x++)
            for (uint32_t c = 0; c < channels; c++)
                *pixels++ = (uint8_t)value(p, c);
}

bool mien_synthetic(uint8_t *pixels, uint32_t width, uint32_t height, int channels,
                    const char *formula)
{
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        if (strcmp(formulas[i].formula, formula) != 0)
            continue;
        if (formulas[i].value != NULL)
            fill(pixels, width, height, (uint32_t)channels, formulas[i].value);
        else
            fill_xorshift(pixels, (size_t)width * height * (size_t)channels,
                          formulas[i].xorshift_seed);
        return true;
    }
    return false;
}

struct mien_random mien_random_for(uint64_t seed, int salt)
{
    return (struct mien_random){seed + (uint64_t)salt * 0x9E3779B97F4A7C15u};
}

uint64_t mien_random_next(struct mien_random *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

void mien_random_bytes(struct mien_random *random, void *bytes, size_t size)
{
    uint8_t *byte = bytes;
    while (size > 0) {
        uint64_t value = mien_random_next(random);
        size_t count = size < sizeof value ? size : sizeof value;
        memcpy(byte, &value, count);
        byte += count;
        size -= count;
    }
}

uint32_t mien_random_below(struct mien_random *random, uint32_t bound)
{
    return (uint32_t)((mien_random_next(random) >> 32) * bound >> 32);
}

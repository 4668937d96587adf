# SPDX-License-Identifier: Apache-2.0
"""Two or three edits on top of one another, in the order in which people make them."""

from edits_plain import scaled_down
from picture import File, decoded, jpeg, tilted
from registry import EDITS, edit

# First what is done to the picture itself, then what is put on it and around it, then
# what sending it does. From each family at most one.
FAMILIES = {
    "mirror": ["mirror"],
    "crop": ["centre_zoom", "free_crop15", "one_side", "square", "crop4x5"],
    "tilt": ["tilt"],
    "colour": ["brightness", "contrast", "gamma", "saturation", "grey", "sepia",
               "warmth", "sharpen"],
    "sticker": ["sticker30", "stickers_few", "logo", "text_line", "eye_bar"],
    "caption": ["caption_top", "caption_bottom", "caption_both", "caption_meme"],
    "border": ["border_even", "border_uneven", "letterbox", "pad_colour",
               "pad_blurred"],
    "screenshot": ["shot_gallery", "shot_chat_light", "shot_chat_dark", "shot_feed",
                   "shot_story", "shot_browser"],
    "resize": ["resize"],
    "recompress": ["recompress"],
}
PLAIN = {"colour", "resize", "recompress"} # three of these make the row "plain" again
SMALLEST = 320 # px: what is sent on is seldom smaller, least of all a screenshot


def step(picture, dice, name):
    if name == "tilt":
        degrees = dice.between("degrees", 1, 5) * dice.pick("side", [1, -1])
        return tilted(picture, degrees)
    if name == "resize":
        return scaled_down(picture, dice, 0.3, SMALLEST)
    if name == "recompress":
        return jpeg(picture, dice.whole("quality", 30, 90))
    return EDITS[name].function(picture, dice)


def combined(picture, dice, count):
    families = dice.sample(FAMILIES, count)
    while set(families) <= PLAIN:
        families = dice.sample(FAMILIES, count)
    for family in sorted(families, key=list(FAMILIES).index):
        name = dice.pick("step", FAMILIES[family])
        result = step(picture, dice, name)
        picture = decoded(result) if isinstance(result, File) else result
    return result


@edit("combo")
def combo2(picture, dice):
    return combined(picture, dice, 2)


@edit("combo")
def combo3(picture, dice):
    return combined(picture, dice, 3)

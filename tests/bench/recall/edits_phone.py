# SPDX-License-Identifier: Apache-2.0
"""Screenshots of a phone: gallery, chat, feed, story."""

from PIL import ImageFilter

from picture import covering, to_aspect
from registry import edit
from screen import Screen, account, sentence

WIDTHS = [720, 828, 1080, 1080, 1170, 1440]


def phone(dice, dark, ground=None):
    width = dice.pick("width", WIDTHS)
    height = round(width * dice.between("tall", 16 / 9, 2.25))
    return Screen(dice, (width, height), dark=dark, ground=ground)


@edit("screenshot")
def shot_gallery(picture, dice):
    """Full screen in the gallery, with or without its bars, zoomed in a little or not.

    Zoomed in, the sides of the picture that leave the screen are cut off.
    """
    dark = dice.chance("dark", 0.7)
    screen = phone(dice, dark, (0, 0, 0) if dark else (250, 250, 250))
    bars = dice.chance("bars", 0.6)
    room = screen.height - (150 if bars else 40)
    fitted = screen.fitted(picture, screen.width, room)
    zoom = dice.between("zoom", 1.02, 1.25) if dice.chance("zoomed", 0.25) else 1
    width = min(fitted.width * zoom / screen.unit, screen.width)
    height = min(fitted.height * zoom / screen.unit, room)
    part = to_aspect(picture, width / height)
    top = (75 if bars else 20) + (room - height) / 2
    screen.paste(screen.filled(part, width, height), (screen.width - width) / 2, top)
    screen.status()
    if bars:
        screen.text(20, 50, dice.pick(None, ["<", "x", "Back"]), 18)
        screen.text(screen.width / 2, 50, dice.pick(None, [
            "Yesterday 21:40", "3 of 118", "Monday", "IMG_4821", "Today"]), 13, None,
            "bold", "mm")
        screen.icons(45, screen.height - 40, 90, 4)
    screen.box(120, screen.height - 8, 120, 3, screen.faint, 1.5)
    return screen.image


CHATS = { # wallpaper, header, their bubble, own bubble
    False: [((236, 229, 221), (7, 94, 84), (255, 255, 255), (220, 248, 198)),
            ((255, 255, 255), (248, 248, 248), (233, 233, 236), (52, 128, 246)),
            ((214, 226, 238), (82, 136, 193), (255, 255, 255), (226, 244, 255)),
            ((252, 240, 246), (240, 98, 146), (255, 255, 255), (255, 205, 225))],
    True: [((11, 20, 26), (32, 44, 51), (32, 44, 51), (0, 92, 75)),
           ((0, 0, 0), (22, 22, 24), (38, 38, 41), (10, 110, 220)),
           ((24, 34, 45), (36, 47, 61), (36, 47, 61), (55, 90, 130)),
           ((30, 20, 40), (50, 35, 65), (55, 42, 70), (120, 60, 160))],
}


def bubble(screen, y, own, fill):
    """One message of text. Returns the place below it."""
    words = sentence(screen.dice)
    width = min(screen.width * 0.75, 28 + 7.6 * len(words))
    words = words[:int((width - 20) / 7.6)]
    x = screen.width - width - 10 if own else 10
    screen.box(x, y, width, 34, fill, 12)
    ink = (20, 20, 24) if sum(fill) > 420 else (240, 240, 244)
    screen.text(x + 12, y + 17, words, 13, ink)
    return y + 40


def chat(picture, dice, dark):
    wallpaper, header, theirs, mine = dice.pick(None, CHATS[dark])
    screen = phone(dice, dark, wallpaper)
    own = dice.chance("own", 0.4)
    share = dice.between("share", 0.5, 0.86)
    title_ink = (20, 20, 24) if sum(header) > 600 else (245, 245, 248)
    screen.box(0, 0, screen.width, 90, header)
    screen.status(title_ink)
    screen.text(14, 62, "<", 20, title_ink)
    screen.person(52, 62, 18)
    screen.text(80, 62, dice.pick(None, ["Group chat", "School", "Us", account(dice)]),
                16, title_ink, "bold")
    y = 100
    for _ in range(dice.whole(None, 0, 3)):
        y = bubble(screen, y, dice.chance(None, 0.4), theirs)
    edge, radius = dice.pick("edge", [0, 3, 5]), dice.pick("corner", [0, 4, 12, 18])
    fitted = screen.fitted(picture, screen.width * share, screen.height - y - 110)
    width, height = fitted.width / screen.unit, fitted.height / screen.unit
    x = screen.width - width - edge - 10 if own else 10 + edge
    caption = dice.chance(None, 0.3) * 26
    fill = mine if own else theirs
    if edge or caption:
        screen.box(x - edge, y, width + 2 * edge, height + 2 * edge + caption, fill,
                   radius and radius + edge)
    screen.paste(fitted, x, y + edge, radius)
    y += height + 2 * edge
    if caption:
        ink = (20, 20, 24) if sum(fill) > 420 else (240, 240, 244)
        screen.text(x + 6, y + 12, sentence(dice, 1, 2)[:int(width / 9)], 12, ink)
    y += caption + 10
    while y < screen.height - 110 and dice.chance(None, 0.8):
        y = bubble(screen, y, dice.chance(None, 0.5), mine)
    screen.box(10, screen.height - 54, screen.width - 70, 40, theirs, 20)
    screen.disc(screen.width - 32, screen.height - 34, 20, header)
    return screen.image


@edit("screenshot")
def shot_chat_light(picture, dice):
    return chat(picture, dice, False)


@edit("screenshot")
def shot_chat_dark(picture, dice):
    return chat(picture, dice, True)


@edit("screenshot")
def shot_feed(picture, dice):
    """A post among others; programs of this kind cut very tall or wide pictures."""
    screen = phone(dice, dice.chance("dark", 0.4))
    y = screen.status()
    if dice.chance(None, 0.6):
        screen.text(16, y + 24, dice.pick(None, ["Photos", "Home", "Explore"]), 20,
                    None, "bold")
        screen.icons(screen.width - 80, y + 24, 45, 2)
        y += 48
        screen.rule(y)
    screen.person(28, y + 28, 16)
    screen.text(54, y + 22, account(dice), 13, None, "bold")
    screen.text(54, y + 38, dice.pick(None, ["2 h", "yesterday", "Sponsored"]), 10,
                screen.faint)
    y += 56
    if dice.chance(None, 0.5):
        y = screen.paragraph(14, y, screen.width - 40, dice.whole(None, 1, 3)) + 6
    aspect = picture.width / picture.height
    shown = to_aspect(picture, min(max(aspect, 0.8), 1.91))
    margin = dice.pick("margin", [0, 0, 8, 16])
    fitted = screen.fitted(shown, screen.width - 2 * margin, screen.height)
    y += screen.paste(fitted, margin, y, margin and 10)[1]
    screen.icons(26, y + 26, 44, 3)
    screen.text(16, y + 58, f"{dice.whole(None, 2, 9999)} likes", 13, None, "bold")
    y = screen.paragraph(16, y + 72, screen.width - 40, dice.whole(None, 1, 3))
    if y < screen.height - 130:
        screen.rule(y + 8)
        screen.person(28, y + 36, 16)
        screen.text(54, y + 36, account(dice), 13, None, "bold")
        next_post = dice.colour(None, 60, 220)
        screen.box(0, y + 64, screen.width, screen.height, next_post)
    screen.box(0, screen.height - 52, screen.width, 52, screen.ground)
    screen.icons(40, screen.height - 28, 70, 5)
    return screen.image


def words_on(screen, dice):
    """One or two lines somewhere on the picture, on a box or bare."""
    y = dice.between("text_y", 0.2, 0.75) * screen.height
    size = dice.between("text_size", 15, 30)
    for _ in range(dice.whole(None, 1, 2)):
        words = sentence(dice, 1, 3)[:int(screen.width / size / 0.75)]
        width = len(words) * size * 0.72
        ink = dice.pick(None, ["white", "yellow", "black"])
        if dice.chance(None, 0.5):
            fill = "black" if ink != "black" else "white"
            screen.box((screen.width - width) / 2, y - size * 0.8, width, size * 1.6,
                       fill, 6)
        screen.text(screen.width / 2, y, words, size, ink, "bold", "mm")
        y += size * 1.7


@edit("screenshot")
def shot_story(picture, dice):
    """Full screen with words on it: fitted on a ground, or cut to fill the screen.

    Cut at most by 30 %: what does not fill the screen then is fitted after all.
    """
    screen = phone(dice, True, dice.colour(None, 10, 200))
    aspect, own = screen.width / screen.height, picture.width / picture.height
    if dice.chance("fill", 0.5) and min(aspect / own, own / aspect) >= 0.7:
        screen.paste(screen.filled(picture, screen.width, screen.height), 0, 0)
    else:
        if dice.chance("blurred", 0.5):
            small = covering(picture, 90, round(90 / aspect))
            ground = small.filter(ImageFilter.GaussianBlur(5))
            screen.image.paste(ground.resize(screen.image.size))
        share = dice.between("share", 0.8, 1)
        fitted = screen.fitted(picture, screen.width * share, screen.height * share)
        spare = screen.height - fitted.height / screen.unit
        screen.paste(fitted, screen.width * (1 - share) / 2, spare / 2,
                     dice.pick(None, [0, 12]))
    screen.fade(0, 84, "black", 0.25)
    count = dice.whole(None, 1, 6)
    for i in range(count):
        step = (screen.width - 16) / count
        screen.box(8 + step * i, 34, step - 4, 2.5, (240, 240, 240), 1)
    screen.status("white")
    screen.person(30, 60, 16)
    screen.text(54, 60, account(dice) + "  3 h", 13, "white", "bold")
    if dice.chance("words", 0.7):
        words_on(screen, dice)
    screen.box(14, screen.height - 58, screen.width - 80, 42, None, 21, "white", 1.2)
    screen.text(32, screen.height - 37, "Send message", 13, "white")
    screen.icons(screen.width - 32, screen.height - 37, 0, 1, 10, "white")
    return screen.image

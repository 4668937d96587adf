# SPDX-License-Identifier: Apache-2.0
"""Screenshots of wider screens: a page in a browser, a video player, a tablet."""

from picture import to_aspect
from registry import edit
from screen import Screen, account, sentence

DESKTOPS = [(1280, 720), (1366, 768), (1440, 900), (1600, 900), (1920, 1080)]
TABLETS = [(1600, 1000), (1920, 1200), (2048, 1536), (2160, 1620)]


@edit("screenshot")
def shot_browser(picture, dice):
    """A page with a heading, words and a column at the side; the picture is part."""
    pixels = dice.pick("pixels", DESKTOPS)
    dark = dice.chance("dark", 0.25)
    screen = Screen(dice, pixels, 1280, dark)
    chrome = (44, 46, 50) if dark else (222, 225, 230)
    screen.box(0, 0, screen.width, 74, chrome)
    for i in range(dice.whole(None, 1, 5)):
        fill = screen.ground if i == 0 else chrome
        screen.box(12 + 190 * i, 6, 186, 34, fill, 8, screen.line)
        screen.text(28 + 190 * i, 22, sentence(dice, 1, 2)[:18], 12)
    screen.icons(26, 56, 30, 3, 6)
    screen.box(130, 44, 900, 24, screen.ground, 12)
    screen.text(146, 56, "https://www.example.org/" + account(dice), 12, screen.faint)
    column = dice.between("column", 0.35, 0.70) * screen.width
    left = dice.pick("left", [60, 120, 250])
    column = min(column, screen.width - left - 40)
    y = 96
    if dice.chance(None, 0.7):
        screen.text(left, y + 16, sentence(dice, 3, 6)[:int(column / 18)], 28, None,
                    "serif-bold")
        y = screen.paragraph(left, y + 40, column, dice.whole(None, 1, 3), 14) + 8
    # A picture too tall for the window is seen down to the window's edge at most by
    # scrolling; here it is shown whole, smaller.
    fitted = screen.fitted(picture, column, screen.height - y - 20)
    y += screen.paste(fitted, left, y)[1] + 10
    if y < screen.height - 20:
        lines = int((screen.height - y) / 21) + 1
        screen.paragraph(left, y, column, lines, 14, "serif")
    side = left + column + 40
    y = 100
    while side < screen.width - 150 and y < screen.height:
        width = screen.width - side - 30
        tall = dice.between(None, 80, 220)
        screen.box(side, y, width, tall, dice.colour(None, 90, 230), 4)
        y = screen.paragraph(side, y + tall + 8, width, 2, 12) + 24
    return screen.image


def time_text(seconds):
    return f"{seconds // 60}:{seconds % 60:02}"


@edit("screenshot")
def shot_player(picture, dice):
    """A video player with its controls, alone or at the top of a page."""
    screen = Screen(dice, dice.pick("pixels", DESKTOPS), 1280, True, (0, 0, 0))
    width, height = screen.width, screen.height
    page = dice.chance("page", 0.5)
    if page:
        page_ground = dice.pick(None, [(255, 255, 255), (18, 18, 20)])
        screen.box(0, 0, width, height, page_ground)
        width *= dice.between("share", 0.6, 0.8)
        height = min(width * 9 / 16, height - 110)
        screen.box(0, 0, width, height, (0, 0, 0))
    fitted = screen.fitted(picture, width, height)
    screen.paste(fitted, (width - fitted.width / screen.unit) / 2,
                 (height - fitted.height / screen.unit) / 2)
    # The veil under the controls spans the player alone.
    strip = screen.image.crop(screen.px(0, height - 70, width, height))
    screen.image.paste(strip.point(lambda v: v * 0.55), screen.px(0, height - 70))
    length = dice.whole(None, 20, 3000)
    seen = dice.between("seen", 0, 1)
    screen.box(16, height - 50, width - 32, 4, (150, 150, 150), 2)
    screen.box(16, height - 50, (width - 32) * seen, 4, dice.colour(None, 30, 240), 2)
    screen.disc(16 + (width - 32) * seen, height - 48, 7, "white")
    elapsed = f"{time_text(round(length * seen))} / {time_text(length)}"
    screen.text(60, height - 22, elapsed, 14, "white")
    screen.icons(28, height - 22, 0, 1, 8, "white")
    screen.icons(width - 120, height - 22, 36, 3, 8, "white")
    if dice.chance("paused", 0.6):
        radius = dice.between("button", 0.05, 0.12) * height
        x, y = width / 2, height / 2
        screen.disc(x, y, radius, (30, 30, 30))
        corners = screen.px(x - radius * 0.35, y - radius * 0.5, x - radius * 0.35,
                            y + radius * 0.5, x + radius * 0.55, y)
        screen.draw.polygon(corners, "white")
    if page:
        ink = (20, 20, 24) if sum(page_ground) > 400 else (235, 235, 238)
        screen.text(20, height + 26, sentence(dice, 4, 8)[:50], 20, ink, "bold")
        screen.person(40, height + 72, 20)
        screen.text(72, height + 72, account(dice), 15, ink)
        beside(screen, dice, width + 24, ink)
    return screen.image


def beside(screen, dice, x, ink):
    """The column of other videos; the first shows another photo."""
    y, width = 16, screen.width - x - 16
    tall = width * 9 / 32
    thumbnail = screen.filled(dice.photo("beside"), width / 2, tall)
    while y < screen.height:
        if y == 16:
            screen.paste(thumbnail, x, y)
        else:
            screen.box(x, y, width / 2, tall, dice.colour(None, 40, 220))
        screen.text(x + width / 2 + 10, y + 14, sentence(dice, 1, 2)[:14], 13, ink)
        screen.text(x + width / 2 + 10, y + 36, account(dice)[:14], 11, screen.faint)
        y += tall + 12


@edit("screenshot")
def shot_tablet(picture, dice):
    """Held wide: a list at the side, or the gallery with a strip of other photos."""
    screen = Screen(dice, dice.pick("pixels", TABLETS), 1024, dice.chance("dark", 0.5))
    if dice.chance("list", 0.5):
        side = dice.between("list_width", 0.25, 0.4) * screen.width
        y = 70
        while y < screen.height:
            screen.person(34, y + 30, 20)
            screen.text(66, y + 20, account(dice)[:14], 14, None, "bold")
            screen.text(66, y + 40, sentence(dice, 2, 4)[:int(side / 14)], 12,
                        screen.faint)
            screen.box(0, y + 62, side, 0.5, screen.line)
            y += 64
        screen.box(side, 0, 1, screen.height, screen.line)
        room = screen.width - side - 40, screen.height - 160
        fitted = screen.fitted(picture, *room)
        screen.paste(fitted, side + 20, 80, dice.pick(None, [0, 10]))
        screen.text(side + 20, 52, sentence(dice, 2, 4), 16, None, "bold")
        screen.box(side + 20, screen.height - 56, room[0], 40, None, 20, screen.line)
    else:
        fitted = screen.fitted(picture, screen.width, screen.height - 170)
        screen.paste(fitted, (screen.width - fitted.width / screen.unit) / 2, 70)
        other = to_aspect(dice.photo("beside"), 1)
        tile = dice.between(None, 44, 64)
        for i in range(int(screen.width / tile) + 1):
            x, y = i * tile, screen.height - 84
            if i == 3:
                screen.paste(screen.filled(other, tile - 3, tile - 3), x, y)
            else:
                screen.box(x, y, tile - 3, tile - 3, dice.colour(None, 30, 230))
        screen.text(512, 46, "Albums", 16, None, "bold", "mm")
    screen.status()
    return screen.image

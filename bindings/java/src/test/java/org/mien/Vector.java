// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;

/**
 * A picture of tests/vectors/synthetic.tsv, which is given by a formula, and what the
 * reference makes of it.
 */
final class Vector {
    /** Like a photo. */
    static final String PHOTO = "mix_rgb_1024x768";

    private static List<Vector> all;

    final String name;
    final int width;
    final int height;
    final int channels;
    final int quality;
    final List<Hash> full = new ArrayList<>();
    final Hash cli512;
    private final String formula;
    private final String sha256;
    private byte[] pixels;

    private Vector(String[] columns) {
        name = columns[0];
        width = Integer.parseInt(columns[1]);
        height = Integer.parseInt(columns[2]);
        channels = Integer.parseInt(columns[3]);
        formula = columns[4];
        sha256 = columns[5];
        quality = Integer.parseInt(columns[6]);
        for (int i = 0; i < 8; i++) {
            full.add(Hash.fromHex(columns[7 + i]));
        }
        cli512 = Hash.fromHex(columns[16]);
    }

    static synchronized List<Vector> all() throws IOException {
        if (all == null) {
            all = new ArrayList<>();
            List<String> lines = Files.readAllLines(Path.of(System.getProperty("mien.vectors")));
            for (String line : lines.subList(1, lines.size())) {
                all.add(new Vector(line.split("\t")));
            }
        }
        return all;
    }

    static Vector named(String name) throws IOException {
        return all().stream().filter(vector -> vector.name.equals(name)).findAny().orElseThrow();
    }

    PixelFormat format() {
        return channels == 1 ? PixelFormat.GRAY8 : PixelFormat.RGB8;
    }

    int stride() {
        return width * channels;
    }

    Hash hash() {
        return full.get(0);
    }

    /** The rows, whose SHA-256 is that in the table. */
    byte[] pixels() {
        if (pixels == null) {
            byte[] made = new byte[stride() * height];
            if (formula.startsWith("xorshift32")) {
                fillXorshift(made, formula.contains("s=1;") ? 1 : (int) 2463534242L);
            } else {
                fill(made);
            }
            if (!hex(sha256(made)).equals(sha256)) {
                throw new AssertionError(name + ": not the pixels that the reference hashed");
            }
            pixels = made;
        }
        return pixels;
    }

    /** The rows as Android has them, each with {@code gap} bytes behind it. */
    ByteBuffer rgba(int gap) {
        int stride = 4 * width + gap;
        ByteBuffer rgba = ByteBuffer.allocateDirect(stride * height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    byte value = pixels()[y * stride() + x * channels + c % channels];
                    rgba.put(y * stride + 4 * x + c, value);
                }
            }
        }
        return rgba;
    }

    /** The picture as a PNG file. */
    byte[] png() throws IOException {
        return png(0, 0, width, height);
    }

    /** A part of the picture as a PNG file. */
    byte[] png(int left, int top, int partWidth, int partHeight) throws IOException {
        return file("png", new BufferedImage(partWidth, partHeight,
                BufferedImage.TYPE_INT_RGB), left, top, 0);
    }

    /** The picture as a PNG file, the right half of which nobody sees. */
    byte[] transparentPng() throws IOException {
        return file("png", new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB), 0, 0,
                width / 2);
    }

    /** The picture as a JPEG file. */
    byte[] jpeg() throws IOException {
        return file("jpeg", new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), 0, 0,
                0);
    }

    private byte[] file(String format, BufferedImage image, int left, int top, int opaque)
            throws IOException {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int at = (top + y) * stride() + (left + x) * channels;
                int argb = opaque == 0 || x < opaque ? 255 : 0;
                for (int c = 0; c < 3; c++) {
                    argb = argb << 8 | pixels()[at + c % channels] & 255;
                }
                image.setRGB(x, y, argb);
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, format, file);
        return file.toByteArray();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException failure) {
            throw new AssertionError(failure);
        }
    }

    static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte value : bytes) {
            hex.append(String.format("%02x", value));
        }
        return hex.toString();
    }

    private static void fillXorshift(byte[] pixels, int seed) {
        int state = seed;
        for (int i = 0; i < pixels.length; i++) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            pixels[i] = (byte) (state >>> 24);
        }
    }

    private void fill(byte[] to) {
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    to[at++] = (byte) value(x, y, c);
                }
            }
        }
    }

    // The formulas as the table writes them. Arithmetic wraps at 32 bits, as it is meant to.
    private int value(int x, int y, int c) {
        switch (formula) {
            case "v=0":
                return 0;
            case "v=128":
                return 128;
            case "v=255":
                return 255;
            case "(r,g,b)=(10,200,90)":
                return new int[] {10, 200, 90}[c];
            case "v=x*255/(w-1)":
                return x * 255 / (width - 1);
            case "v=y*255/(h-1)":
                return y * 255 / (height - 1);
            case "v=(x+y)*255/(w+h-2)":
                return (x + y) * 255 / (width + height - 2);
            case "v=(((x/8)^(y/8))&1)?255:0":
                return ((x / 8 ^ y / 8) & 1) != 0 ? 255 : 0;
            case "v=(((x/64)+(y/64))&1)?235:16":
                return (x / 64 + y / 64 & 1) != 0 ? 235 : 16;
            case "v=((x/32)&1)?255:0  (1-D image: all DCT terms are rounding noise)":
                return (x / 32 & 1) != 0 ? 255 : 0;
            case "(r,g,b)=((y/20)&1)?(250,240,30):(20,30,200)":
                return (y / 20 & 1) != 0 ? new int[] {250, 240, 30}[c]
                        : new int[] {20, 30, 200}[c];
            case "v=(((x-150)*(x-150)+(y-150)*(y-150))/500)&1?220:40 (int32)":
                return (((x - 150) * (x - 150) + (y - 150) * (y - 150)) / 500 & 1) != 0
                        ? 220 : 40;
            case "v=((x*x+3*y*y)>>8)&255":
                return x * x + 3 * y * y >> 8 & 255;
            case "c=0: (tri(3x+y,97)+tri(5y+x,61))/2; c=1: (tri(x+2y,131)+tri(7x,53))/2; "
                    + "c=2: tri(2x+3y,211)":
                return waves(x, y, c);
            case "v=H3(x/16,y/16,0)&255":
                return noise(x / 16, y / 16, 0) & 255;
            case "mix":
                return (noise(x * 16 / width, y * 16 / height, c) & 255) * 15 / 16
                        + (noise(x, y, c + 3) & 15);
            default:
                throw new AssertionError(name + ": unknown formula " + formula);
        }
    }

    private static int waves(int x, int y, int c) {
        if (c == 0) {
            return (triangle(3 * x + y, 97) + triangle(5 * y + x, 61)) / 2;
        }
        if (c == 1) {
            return (triangle(x + 2 * y, 131) + triangle(7 * x, 53)) / 2;
        }
        return triangle(2 * x + 3 * y, 211);
    }

    private static int triangle(int t, int period) {
        int m = t % (2 * period);
        return (m < period ? m : 2 * period - m) * 255 / period;
    }

    private static int noise(int x, int y, int c) {
        int h = x * 0x9E3779B1 ^ y * 0x85EBCA77 ^ c * 0xC2B2AE3D;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        h ^= h >>> 12;
        h *= 0x297A2D39;
        h ^= h >>> 15;
        return h;
    }
}

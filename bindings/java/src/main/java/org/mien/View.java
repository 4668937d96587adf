// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of a picture, hashed as plain PDQ, so that the picture is found again when it was
 * cropped, framed or put into a screenshot. Its hashes say much of a picture, and its place
 * more: they are secret.
 */
public final class View {
    /** What views are for. */
    public enum Purpose {
        /** To be found: hundreds of hashes, eight for each view. */
        BANK(1),
        /** To look up: one hash for each view but the first. */
        QUERY(2);

        final int number;

        Purpose(int number) {
            this.number = number;
        }
    }

    /** What a view shows. See {@code enum mien_view_kind} in {@code <mien/views.h>}. */
    public enum Kind {
        /** Every pixel as stored. */
        WHOLE,
        /** As a viewer turns it. */
        SEEN,
        /** Without its frame, or from a page. */
        TRIMMED,
        /** Its centre. */
        ZOOM,
        /** An edge cut off, or to a usual format. */
        CROP,
        /** Turned by a few degrees. */
        TILT,
        /** Around a place that the content chose. */
        WINDOW,
        /** Such a window, turned by a few degrees. */
        TURNED,
        /** The whole picture with its colours inverted. */
        NEGATIVE
    }

    private static final int HASHES_AT = 48;

    // The bytes of struct mien_view.
    private final ByteBuffer bytes;
    private final List<Hash> hashes;

    private View(byte[] raw) {
        bytes = ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder());
        ByteBuffer from = bytes.duplicate();
        from.position(HASHES_AT);
        List<Hash> found = new ArrayList<>();
        for (int i = 0; i < bytes.getInt(12); i++) {
            found.add(Hash.get(from));
        }
        hashes = Collections.unmodifiableList(found);
    }

    static List<View> list(byte[] raw) {
        List<View> views = new ArrayList<>(raw.length / Native.VIEW_BYTES);
        for (int at = 0; at < raw.length; at += Native.VIEW_BYTES) {
            views.add(new View(java.util.Arrays.copyOfRange(raw, at, at + Native.VIEW_BYTES)));
        }
        return Collections.unmodifiableList(views);
    }

    static byte[] bytes(List<View> views) {
        ByteBuffer all = ByteBuffer.allocate(
                Math.multiplyExact(views.size(), Native.VIEW_BYTES));
        for (View view : views) {
            all.put(view.bytes.array());
        }
        return all.array();
    }

    /**
     * Makes the views of an item out of its entries in an index, whose variants are those
     * of {@link #variant}. Without places, which an index does not have. Entries with other
     * variants are left out, and views whose first hash is missing.
     *
     * @param entries of one item, as {@link Search#id} gives them
     * @return for {@link #decide}
     */
    public static List<View> ofEntries(List<Entry> entries) {
        int[] parts = new int[3];
        Map<Integer, Hash[]> found = new TreeMap<>();
        for (Entry entry : entries) {
            if (Native.viewOfVariant(entry.variant(), parts)) {
                int first = Native.viewVariant(parts[0], parts[1], 0);
                found.computeIfAbsent(first, none -> new Hash[8])[parts[2]] = entry.hash();
            }
        }
        List<View> views = new ArrayList<>();
        for (Map.Entry<Integer, Hash[]> view : found.entrySet()) {
            if (view.getValue()[0] != null) {
                Native.viewOfVariant(view.getKey(), parts);
                views.add(new View(raw(parts[0], parts[1], view.getValue())));
            }
        }
        return Collections.unmodifiableList(views);
    }

    private static byte[] raw(int kind, int number, Hash[] hashes) {
        boolean all = !java.util.Arrays.asList(hashes).contains(null);
        byte[] raw = new byte[Native.VIEW_BYTES];
        ByteBuffer to = ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder());
        to.putInt(kind).putInt(number).putInt(100).putInt(all ? 8 : 1).position(HASHES_AT);
        for (int i = 0; i < (all ? 8 : 1); i++) {
            hashes[i].put(to);
        }
        return raw;
    }

    /**
     * Decides whether an upload is an item, from their views.
     *
     * @param upload made with {@link Purpose#QUERY}
     * @param item made with {@link Purpose#BANK}, or by {@link #ofEntries}
     * @return what was decided
     * @throws MienException MEMORY; ARGUMENT: more than 384 views
     */
    public static Agreement decide(List<View> upload, List<View> item) {
        int[] numbers = new int[Native.AGREEMENT_NUMBERS];
        Native.viewsDecide(bytes(upload), bytes(item), numbers);
        return new Agreement(numbers);
    }

    /**
     * What it shows.
     *
     * @return its kind
     */
    public Kind kind() {
        return Kind.values()[bytes.getInt(0)];
    }

    /**
     * Among those of its kind.
     *
     * @return 0 to 255
     */
    public int number() {
        return bytes.getInt(4);
    }

    /**
     * Kind and number.
     *
     * @return {@code "window-3"}, for instance
     */
    public String name() {
        return Native.viewName(bytes.getInt(0), number());
    }

    /**
     * Of its hashes.
     *
     * @return 0 to 100
     */
    public int quality() {
        return bytes.getInt(8);
    }

    /**
     * Its hash, or all eight.
     *
     * @return a list that cannot be changed
     */
    public List<Hash> hashes() {
        return hashes;
    }

    /**
     * The variant of an entry for one of its hashes.
     *
     * @param which of the eight
     * @return for {@link Entry}
     */
    public int variant(Dihedral which) {
        return Native.viewVariant(bytes.getInt(0), number(), which.ordinal());
    }

    @Override
    public String toString() {
        return name();
    }
}

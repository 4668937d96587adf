// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.util.List;

/** What was found in a file, and the views of its picture. */
public final class Viewed {
    private final Media media;
    private final List<View> views;

    Viewed(Media media, List<View> views) {
        this.media = media;
        this.views = views;
    }

    /**
     * The picture as a whole, and the file.
     *
     * @return what was found
     */
    public Media media() {
        return media;
    }

    /**
     * The parts, the best first; the first is the whole picture.
     *
     * @return a list that cannot be changed
     */
    public List<View> views() {
        return views;
    }
}

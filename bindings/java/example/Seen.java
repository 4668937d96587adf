// SPDX-License-Identifier: Apache-2.0
// Tells which pictures it has seen before, however they were turned:
// java -cp mien-0.1.0.jar Seen.java INDEX PICTURE...

import java.nio.file.Files;
import java.nio.file.Path;
import org.mien.Change;
import org.mien.Entry;
import org.mien.Hasher;
import org.mien.Index;
import org.mien.Match;
import org.mien.Media;
import org.mien.MienException;
import org.mien.Search;
import org.mien.SearchOptions;

public class Seen {
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        if (!Files.exists(folder)) {
            Index.create(folder);
        }
        try (Hasher hasher = new Hasher();
                Index index = Index.openForChanges(folder);
                Search search = index.search()) {
            for (int i = 1; i < arguments.length; i++) {
                Media media = hasher.hash(Path.of(arguments[i]));
                System.out.println(media.hash() + "  " + media.quality());
                for (Match match : search.oriented(media.dihedral(), new SearchOptions())) {
                    System.out.println("    seen as number " + match.id() + ", "
                            + match.distance() + " bits off");
                }
                long id = index.stat().entries();
                index.change(Change.add(new Entry(media.hash(), id)));
            }
        } catch (MienException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }
}

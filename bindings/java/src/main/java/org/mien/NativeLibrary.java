// SPDX-License-Identifier: Apache-2.0
package org.mien;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Finds the native part, and names files as the system does. */
final class NativeLibrary {
    private NativeLibrary() {
    }

    /**
     * In this order: the file that the system property names; the folders of
     * {@code java.library.path} (on Android: the libraries of the app); the one within the
     * jar.
     */
    static void load(String name, String property) {
        String named = System.getProperty(property);
        if (named != null) {
            System.load(Paths.get(named).toAbsolutePath().toString());
            return;
        }
        try {
            System.loadLibrary(name);
        } catch (UnsatisfiedLinkError notThere) {
            loadFromJar(name, notThere);
        }
    }

    /** Where the jar has the library for this machine: {@code linux-x86_64}, for instance. */
    static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String cpu = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return os.replaceAll("[^a-z0-9]", "") + "-" + (cpu.equals("amd64") ? "x86_64" : cpu);
    }

    private static void loadFromJar(String name, UnsatisfiedLinkError notThere) {
        String resource = "native/" + platform() + "/" + System.mapLibraryName(name);
        try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw notThere;
            }
            // Files that the JVM makes in this way are their owner's alone.
            Path copy = Files.createTempFile("mien-", "-" + System.mapLibraryName(name));
            try {
                Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                System.load(copy.toString());
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException failure) {
            notThere.addSuppressed(failure);
            throw notThere;
        }
    }

    /** The buffer, or a copy of it when it is read-only: its array begins at position 0. */
    static ByteBuffer withArray(ByteBuffer buffer) {
        if (buffer.hasArray()) {
            return buffer;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return ByteBuffer.wrap(copy);
    }

    /** The bytes of a file's name. */
    static byte[] bytes(Path path) {
        if (!path.getFileSystem().equals(FileSystems.getDefault())) {
            throw new MienException(Status.ARGUMENT, "the path is in another file system");
        }
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        try {
            ByteBuffer bytes = names.newEncoder().encode(
                    java.nio.CharBuffer.wrap(path.toString()));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException failure) {
            throw new MienException(Status.ARGUMENT, "the name is none in " + names);
        }
    }
}

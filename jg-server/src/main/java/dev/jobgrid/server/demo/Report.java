package dev.jobgrid.server.demo;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the demo's job has to report of a file.
 *
 * @param bytes its size
 * @param lines its line feeds
 * @param sha256 its hash, lower-case hex
 */
record Report(long bytes, long lines, String sha256) {
    private static final int CHUNK = 1 << 16;

    /** Reads the file to its end, a chunk at a time. */
    static Report of(Path file) throws IOException {
        Hasher sha256 = Hashing.sha256().newHasher();
        byte[] chunk = new byte[CHUNK];
        long bytes = 0;
        long lines = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                sha256.putBytes(chunk, 0, read);
                bytes += read;
                for (int i = 0; i < read; i++) {
                    lines += chunk[i] == '\n' ? 1 : 0;
                }
            }
        }
        return new Report(bytes, lines, sha256.hash().toString());
    }

    /** The artifact, letter by letter. */
    String text() {
        return "bytes  %d\nlines  %d\nsha256 %s\n".formatted(bytes, lines, sha256);
    }
}

package dev.jobgrid.inputs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes to upload that can be read again, so that an upload can be repeated after a lost connection. */
public interface UploadSource {
    /** How many bytes there are. A remote grid is told before it gets any, so that it can refuse a file at once. */
    long sizeBytes() throws IOException;

    /** The bytes from the first on. Opened again for each try, by the thread that uploads, which closes them. */
    InputStream open() throws IOException;

    /** The bytes of a file. */
    static UploadSource of(Path file) {
        return new UploadSource() {
            @Override
            public long sizeBytes() throws IOException {
                return Files.size(file);
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }
}

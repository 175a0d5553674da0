package dev.jobgrid.server.cli.jobs;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import dev.jobgrid.inputs.UploadSource;
import dev.jobgrid.server.cli.output.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file to upload, and the hash of what was sent. Single-threaded. */
final class SentFile implements UploadSource {
    private final Path file;
    private final TransferProgress progress;
    private HashingInputStream hashed = new HashingInputStream(Hashing.sha256(), InputStream.nullInputStream());
    private Optional<CountedStream> last = Optional.empty();

    SentFile(Path file, TransferProgress progress) {
        this.file = file;
        this.progress = progress;
    }

    @Override
    public long sizeBytes() throws IOException {
        return Files.size(file);
    }

    @Override
    public InputStream open() throws IOException {
        hashed = new HashingInputStream(Hashing.sha256(), Files.newInputStream(file));
        CountedStream counted = new CountedStream(hashed, progress);
        last = Optional.of(counted);
        return counted;
    }

    /** How many bytes were sent. */
    long count() {
        return last.map(CountedStream::count).orElse(0L);
    }

    /** The hash of the bytes sent by the last try. May be called once. */
    String sha256() {
        return hashed.hash().toString();
    }
}

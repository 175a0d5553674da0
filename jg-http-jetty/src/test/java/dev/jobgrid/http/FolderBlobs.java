package dev.jobgrid.http;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Bytes in a folder, as plainly as a test can do with; sets no limit. */
record FolderBlobs(Path folder) implements BlobStore {
    private Path file(BlobKey key) {
        return folder.resolve(key.value().replace('/', '+'));
    }

    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        DigestInputStream hashed = new DigestInputStream(body, sha256());
        try (OutputStream out = Files.newOutputStream(file(key))) {
            long size = hashed.transferTo(out);
            return new Blob(
                    size, HexFormat.of().formatHex(hashed.getMessageDigest().digest()));
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        FileChannel channel = FileChannel.open(file(key));
        return Channels.newInputStream(channel.position(offset));
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        return Files.exists(file(key)) ? Optional.of(Files.size(file(key))) : Optional.empty();
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    @Override
    public Page list(String after, int limit) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Listed> listed = new ArrayList<>();
            for (Path file : files.toList()) {
                listed.add(new Listed(
                        new BlobKey(file.getFileName().toString().replace('+', '/')),
                        Files.size(file),
                        Files.getLastModifiedTime(file).toInstant()));
            }
            return new Page(listed, Optional.empty());
        }
    }
}

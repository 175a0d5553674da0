package dev.jobgrid.executor.process;

import dev.jobgrid.spi.executor.ArtifactSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Passes on the regular files below a folder; follows no symbolic link and opens nothing else. Single-threaded. */
final class ArtifactWalk extends SimpleFileVisitor<Path> {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path folder;
    private final ArtifactSink sink;

    private ArtifactWalk(Path folder, ArtifactSink sink) {
        this.folder = folder;
        this.sink = sink;
    }

    static void over(Path folder, ArtifactSink sink) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(folder, new ArtifactWalk(folder, sink));
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile()) {
            SeekableByteChannel channel;
            try {
                channel = open(file);
            } catch (NoSuchFileException gone) {
                return FileVisitResult.CONTINUE;
            }
            hand(file, channel);
        }
        return FileVisitResult.CONTINUE;
    }

    private void hand(Path file, SeekableByteChannel opened) throws IOException {
        try (SeekableByteChannel channel = opened) {
            // The size may have changed since; the bytes passed on are limited to the size that was listed.
            long size = channel.size();
            try (InputStream body = new BoundedStream(Channels.newInputStream(channel), size)) {
                sink.accept(RawName.relative(folder, file), size, body);
            }
        }
    }

    /** A job may have removed even its owner's read permission. */
    private static SeekableByteChannel open(Path file) throws IOException {
        try {
            return Files.newByteChannel(file, READ);
        } catch (AccessDeniedException e) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return Files.newByteChannel(file, READ);
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        if (!(e instanceof AccessDeniedException) || !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw e;
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        Files.walkFileTree(file, this);
        return FileVisitResult.CONTINUE;
    }
}

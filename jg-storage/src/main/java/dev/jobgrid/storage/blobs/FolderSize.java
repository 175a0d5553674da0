package dev.jobgrid.storage.blobs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Sums the sizes of a folder's files, one at a time; files deleted meanwhile do not count. Single-threaded. */
final class FolderSize extends SimpleFileVisitor<Path> {
    private long sum;

    private FolderSize() {}

    /** The bytes of all regular files at any depth. Links are not followed, and not counted. */
    static long of(Path folder) throws IOException {
        FolderSize bytes = new FolderSize();
        Files.walkFileTree(folder, bytes);
        return bytes.sum;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            sum += attributes.size();
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        return goOn(failure);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
        return failure == null ? FileVisitResult.CONTINUE : goOn(failure);
    }

    private static FileVisitResult goOn(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }
}

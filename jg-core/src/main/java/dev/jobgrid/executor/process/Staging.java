package dev.jobgrid.executor.process;

import dev.jobgrid.job.Failure;
import dev.jobgrid.monitor.OpenFiles;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Stages inputs and scripts, a buffer at a time. Single-threaded. */
final class Staging {
    private static final String BELOW = WorkspaceWords.WORKSPACE + "/";
    private static final String SCRIPTS = BELOW + "scripts/";

    private final Path workspace;
    private final BooleanSupplier isStopped;
    private final byte[] buffer = new byte[64 * 1024];

    /** @param isStopped checked between buffers; staging ends then, and leaves partial files */
    Staging(Path workspace, BooleanSupplier isStopped) {
        this.workspace = workspace;
        this.isStopped = isStopped;
    }

    void put(List<StagedFile> files) throws Refusal, IOException {
        for (StagedFile file : files) {
            Path target = target(file.path());
            Files.createDirectories(target.getParent());
            long copied = copy(file, target);
            if (isStopped.getAsBoolean()) {
                return;
            }
            if (copied != file.sizeBytes()) {
                throw new Refusal(
                        Failure.Cause.INPUT_UNAVAILABLE,
                        file.path() + " has " + copied + " bytes, expected were " + file.sizeBytes());
            }
            String rights = file.path().startsWith(SCRIPTS) ? "rwxr-xr-x" : "rw-r--r--";
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(rights));
        }
    }

    private Path target(String path) {
        String below = path.startsWith(BELOW) ? path.substring(BELOW.length()) : "";
        for (String segment : below.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("a staged file lies below " + BELOW + ", and not at " + path);
            }
        }
        return RawName.below(workspace, below);
    }

    private long copy(StagedFile file, Path target) throws Refusal, IOException {
        long copied = 0;
        try (InputStream content = open(file);
                OutputStream copy = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            int read = read(content, file);
            while (read >= 0 && !isStopped.getAsBoolean()) {
                copy.write(buffer, 0, read);
                copied += read;
                read = read(content, file);
            }
        }
        return copied;
    }

    private static InputStream open(StagedFile file) throws Refusal, IOException {
        try {
            return file.content().open();
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unavailable(file, e);
        }
    }

    private int read(InputStream content, StagedFile file) throws Refusal, IOException {
        try {
            return content.read(buffer);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unavailable(file, e);
        }
    }

    private static Refusal unavailable(StagedFile file, IOException e) {
        if (OpenFiles.areLacking(e)) {
            return Refusal.of(e);
        }
        Refusal refusal = new Refusal(Failure.Cause.INPUT_UNAVAILABLE, file.path() + " could not be read");
        refusal.initCause(e);
        return refusal;
    }
}

package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.cli.output.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Downloads artifacts into a folder. A file has its name only once it is whole and its size and hash are right; before
 * that its bytes are in NAME.part, where a later download goes on. Single-threaded.
 */
final class Downloader {
    private final JobGrid grid;
    private final Path folder;
    private final PrintWriter err;
    private final boolean isLive;
    private final boolean overwrites;

    private Downloader(JobGrid grid, Path folder, PrintWriter err, boolean isLive, boolean overwrites) {
        this.grid = grid;
        this.folder = folder.toAbsolutePath().normalize();
        this.err = err;
        this.isLive = isLive;
        this.overwrites = overwrites;
    }

    /**
     * Checks what is given as the folder, before anything else is done.
     *
     * @throws ParameterException if it is a file
     */
    static void check(Path folder, CommandSpec command) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ParameterException(
                    command.commandLine(), "--out is " + folder + ", which is a file; name a folder, such as results");
        }
    }

    /** Shows its progress where the command's words go. */
    static Downloader of(JobGrid grid, Path folder, boolean overwrites, CommandSpec command) {
        return new Downloader(
                grid, folder, command.commandLine().getErr(), Shell.of(command).isInteractive(), overwrites);
    }

    Path download(Artifact artifact) throws IOException {
        Path target = folder.resolve(artifact.path()).normalize();
        Path parent = target.getParent();
        if (parent == null || !target.startsWith(folder) || target.equals(folder)) {
            throw new IOException("artifact " + artifact.id() + " has the path " + artifact.path()
                    + ", which leads out of " + folder);
        }
        TransferProgress progress = new TransferProgress(err, isLive, artifact.path(), artifact.sizeBytes());
        if (Files.isRegularFile(target) && isWhole(target, artifact)) {
            progress.end("is in " + folder + " already");
            return target;
        }
        if (Files.exists(target) && !overwrites) {
            throw new IOException(target + " is there already, and is another file than artifact " + artifact.id()
                    + "; --overwrite replaces it, --out names another folder");
        }
        Files.createDirectories(parent);
        Path part = parent.resolve(target.getFileName() + ".part");
        boolean isResumed = Files.exists(part);
        if (!fetch(artifact, part, progress) && !(isResumed && fetch(artifact, part, progress))) {
            throw new IOException("artifact " + artifact.id() + " (" + artifact.path()
                    + ") arrived with another size or hash than the grid reports; download it again");
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        progress.end("downloaded to " + target);
        return target;
    }

    /** Fetches what is missing of a part. If the whole is wrong, the part is deleted and this is false. */
    private boolean fetch(Artifact artifact, Path part, TransferProgress progress) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        if (Files.exists(part) && Files.size(part) > artifact.sizeBytes()) {
            Files.delete(part);
        }
        long have = Files.exists(part) ? hash(part, sha256) : 0;
        progress.at(have);
        if (have < artifact.sizeBytes() || have == 0) {
            try (ArtifactDownload download = grid.download(artifact.job().id(), artifact.id(), have);
                    OutputStream out =
                            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                have += copy(download.body(), out, sha256, progress);
            }
        }
        if (have == artifact.sizeBytes() && isHash(sha256, artifact)) {
            return true;
        }
        Files.delete(part);
        return false;
    }

    private static long copy(InputStream in, OutputStream out, MessageDigest sha256, TransferProgress progress)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        long copied = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            sha256.update(buffer, 0, read);
            out.write(buffer, 0, read);
            copied += read;
            progress.add(read);
        }
        return copied;
    }

    private static boolean isWhole(Path file, Artifact artifact) throws IOException {
        if (Files.size(file) != artifact.sizeBytes() || artifact.sha256().isEmpty()) {
            return false;
        }
        MessageDigest sha256 = Sha256.digest();
        hash(file, sha256);
        return isHash(sha256, artifact);
    }

    private static boolean isHash(MessageDigest sha256, Artifact artifact) {
        return artifact.sha256().isEmpty()
                || HexFormat.of().formatHex(sha256.digest()).equals(artifact.sha256());
    }

    private static long hash(Path file, MessageDigest sha256) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
                size += read;
            }
            return size;
        }
    }
}

package dev.jobgrid.server.cli.jobs;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import com.google.common.io.ByteStreams;
import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.job.Job;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.cli.output.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Downloads artifacts into a folder. A file has its name only once it is whole and its size and hash are right; before
 * that its bytes are in a {@link PartFile}, where a later download goes on. Single-threaded.
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
     * Checks the target folder before anything else is done.
     *
     * @throws ParameterException if it is a file
     */
    static void check(Path folder, CommandSpec command) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ParameterException(
                    command.commandLine(), "--out is " + folder + ", which is a file; name a folder, such as results");
        }
    }

    /** Shows its progress on the command's standard error. */
    static Downloader of(JobGrid grid, Path folder, boolean overwrites, CommandSpec command) {
        return new Downloader(
                grid, folder, command.commandLine().getErr(), Shell.of(command).isInteractive(), overwrites);
    }

    /** Whether the grid stored all artifacts of the job; prints the missing ones. */
    boolean isWhole(Job job) {
        Optional<String> unstored = JobText.unstored(job);
        unstored.ifPresent(sentence -> err.println("jg: " + sentence));
        return unstored.isEmpty();
    }

    Path download(Artifact artifact) throws IOException {
        Path target = folder.resolve(artifact.path()).normalize();
        Path parent = target.getParent();
        if (parent == null || !target.startsWith(folder) || target.equals(folder)) {
            throw new IOException("artifact " + artifact.id() + " has the path " + artifact.path()
                    + ", which leads out of " + folder);
        }
        TransferProgress progress = new TransferProgress(err, isLive, artifact.path(), artifact.sizeBytes());
        if (isThere(target, artifact)) {
            progress.end("is in " + folder + " already");
            return target;
        }
        Files.createDirectories(parent);
        try (PartFile part = PartFile.open(target, artifact.id().value())) {
            boolean isResumed = part.size() > 0;
            if (!fetch(artifact, part, progress) && !(isResumed && fetch(artifact, part, progress))) {
                throw new IOException("artifact " + artifact.id() + " (" + artifact.path()
                        + ") arrived with another size or hash than the grid reports; download it again");
            }
            complete(part, target, artifact);
        }
        progress.end("downloaded to " + target);
        return target;
    }

    private boolean isThere(Path target, Artifact artifact) throws IOException {
        if (Files.isRegularFile(target) && isWhole(target, artifact)) {
            return true;
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !overwrites) {
            throw new IOException(target + " is there already, and is another file than artifact " + artifact.id()
                    + "; --overwrite replaces it, --out names another folder");
        }
        return false;
    }

    private void complete(PartFile part, Path target, Artifact artifact) throws IOException {
        try {
            part.complete(overwrites);
        } catch (FileAlreadyExistsException e) {
            // Another download was faster: of the same artifact, or this one fails.
            if (!isThere(target, artifact)) {
                throw e;
            }
            part.clear();
        }
    }

    /** Downloads the rest of a part. If its hash is wrong, the part is emptied and this is false. */
    private boolean fetch(Artifact artifact, PartFile part, TransferProgress progress) throws IOException {
        if (part.size() > artifact.sizeBytes()) {
            part.clear();
        }
        long have = part.size();
        progress.at(have);
        if (have < artifact.sizeBytes() || have == 0) {
            try (ArtifactDownload download = grid.artifacts(artifact.job().id()).open(artifact.id(), have)) {
                copy(download.body(), part.end(), progress);
            }
        }
        // Of the file, not of what came: this is what gets the name.
        boolean isWhole = part.size() == artifact.sizeBytes() && isHash(part.bytes(), artifact);
        if (!isWhole) {
            part.clear();
        }
        return isWhole;
    }

    private static void copy(InputStream in, OutputStream out, TransferProgress progress) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            progress.add(read);
        }
    }

    private static boolean isWhole(Path file, Artifact artifact) throws IOException {
        if (Files.size(file) != artifact.sizeBytes() || artifact.sha256().isEmpty()) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return isHash(in, artifact);
        }
    }

    private static boolean isHash(InputStream in, Artifact artifact) throws IOException {
        if (artifact.sha256().isEmpty()) {
            return true;
        }
        HashingInputStream hashed = new HashingInputStream(Hashing.sha256(), in);
        ByteStreams.exhaust(hashed);
        return hashed.hash().toString().equals(artifact.sha256());
    }
}

package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.JobInput.InputFile;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.cli.output.TransferProgress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;

/** Uploads files, and compares the hashes of what was sent and received. Single-threaded. */
final class Uploader {
    private static final int SHA256_DIGITS = 64;

    private final JobGrid grid;
    private final PrintWriter err;
    private final boolean isLive;

    private Uploader(JobGrid grid, PrintWriter err, boolean isLive) {
        this.grid = grid;
        this.err = err;
        this.isLive = isLive;
    }

    /** Shows its progress on the command's standard error. */
    static Uploader of(JobGrid grid, CommandSpec command) {
        return new Uploader(
                grid, command.commandLine().getErr(), Shell.of(command).isInteractive());
    }

    /** The name of a file in a job; a folder is sent as an archive. */
    static String name(Path file) {
        Path name = file.toAbsolutePath().normalize().getFileName();
        return (name == null ? "file" : name) + (Files.isDirectory(file) ? ".tar" : "");
    }

    JobInput upload(Path file, InputKind kind) throws IOException {
        if (!Files.isDirectory(file)) {
            return send(file, file, kind);
        }
        Path archive = Files.createTempFile("jg", ".tar");
        try {
            pack(file.toAbsolutePath().normalize(), archive);
            return send(archive, file, kind);
        } finally {
            Files.delete(archive);
        }
    }

    private static void pack(Path folder, Path archive) throws IOException {
        Path parent = folder.getParent();
        if (parent == null) {
            throw new IOException(folder + " is the whole file system; name a folder in it");
        }
        Process tar = new ProcessBuilder(
                        "tar",
                        "-chf",
                        archive.toString(),
                        "--exclude=.*",
                        "-C",
                        parent.toString(),
                        "--",
                        parent.relativize(folder).toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tar.getInputStream().readAllBytes(), Charset.defaultCharset());
        try {
            if (tar.waitFor() != 0) {
                throw new IOException(folder + " cannot be packed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(folder + " was not packed");
        }
    }

    private JobInput send(Path file, Path named, InputKind kind) throws IOException {
        TransferProgress progress = new TransferProgress(err, isLive, named.toString(), Files.size(file));
        try {
            UploadSlot slot = grid.inputs().create(new InputFile(name(named), type(file), kind));
            SentFile sent = new SentFile(file, progress);
            grid.inputs().upload(slot.input().id(), sent);
            JobInput input = complete(slot, sent);
            progress.end("uploaded as " + input.id());
            return input;
        } catch (JobGridException | IOException e) {
            progress.end("not uploaded");
            throw e;
        }
    }

    private static String type(Path file) throws IOException {
        String probed = Files.probeContentType(file);
        return probed == null ? "application/octet-stream" : probed;
    }

    private JobInput complete(UploadSlot slot, SentFile sent) throws IOException {
        Secret token = slot.token();
        UploadCompletion completion = new UploadCompletion(
                token, Optional.empty(), Optional.empty(), OptionalLong.of(sent.count()), Optional.empty());
        JobInput input = grid.inputs().complete(slot.input().id(), completion);
        // A bucket may have tags of another kind than the hash.
        String sha256 = sent.sha256();
        boolean isOther = input.content()
                .map(JobInput.Content::sha256)
                .filter(hash -> hash.length() == SHA256_DIGITS)
                .filter(hash -> !hash.equals(sha256))
                .isPresent();
        if (isOther) {
            throw new IOException("input " + input.id() + " differs from the file that was sent; upload it again");
        }
        return input;
    }
}

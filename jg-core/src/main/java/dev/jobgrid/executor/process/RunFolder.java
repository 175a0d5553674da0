package dev.jobgrid.executor.process;

import dev.jobgrid.id.RunKey;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The folder of one run and what lies in it. Immutable.
 *
 * @param key which run
 * @param path where
 */
record RunFolder(RunKey key, Path path) {
    /** What the job sees as {@code /workspace}. */
    Path workspace() {
        return path.resolve("workspace");
    }

    /** What the job sees as {@code /tmp}, if it has its own. */
    Path temporary() {
        return path.resolve("tmp");
    }

    /** Held by whoever prepares the run. */
    Path lock() {
        return path.resolve("lock");
    }

    /** What is to be run; written before anything else is done. */
    Path request() {
        return path.resolve("request");
    }

    /** Who has taken the right to start the program: a supervisor, or one who found the run abandoned. */
    Path claim() {
        return path.resolve("claim");
    }

    /** Has content as soon as the program runs; its time is the program's start. */
    Path started() {
        return path.resolve("started");
    }

    /** How long the host was up when the supervisor began with the program; empty or missing where it does not tell. */
    Path uptime() {
        return path.resolve("uptime");
    }

    /** How the run ended; its time is the program's end. */
    Path exit() {
        return path.resolve("exit");
    }

    /** The mounts of a private workspace, as {@code mount -a} reads them. */
    Path mounts() {
        return path.resolve("mounts");
    }

    /** The mounts that the run needs, as the supervisor checks them: a line each of rights, name and path. */
    Path needed() {
        return path.resolve("needed");
    }

    /** Where the control group of the run lies, if it has one; written before that is made. */
    Path group() {
        return path.resolve("group");
    }

    /** What the supervisor and its helpers have to say; nothing if all is well. */
    Path supervisorLog() {
        return path.resolve("supervisor.log");
    }

    Path stdout() {
        return path.resolve("stdout");
    }

    Path stderr() {
        return path.resolve("stderr");
    }

    boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}

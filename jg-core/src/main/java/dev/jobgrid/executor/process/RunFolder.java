package dev.jobgrid.executor.process;

import dev.jobgrid.id.RunKey;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The folder of one run, with its files. Immutable.
 *
 * @param key the run
 * @param path its path
 */
record RunFolder(RunKey key, Path path) {
    /** The job's {@code /workspace}. */
    Path workspace() {
        return path.resolve("workspace");
    }

    /** The job's {@code /tmp}, if it has its own. */
    Path temporary() {
        return path.resolve("tmp");
    }

    /** Held by the process that prepares the run. */
    Path lock() {
        return path.resolve("lock");
    }

    /** The request; written first. */
    Path request() {
        return path.resolve("request");
    }

    /** The holder of the right to start the program: a supervisor, or a process that found the run abandoned. */
    Path claim() {
        return path.resolve("claim");
    }

    /** Has content once the program runs; its timestamp is the program's start. */
    Path started() {
        return path.resolve("started");
    }

    /** The host's uptime at the program's start; empty or missing where it is not reported. */
    Path uptime() {
        return path.resolve("uptime");
    }

    /** The recorded end of the run; its timestamp is the program's end. */
    Path exit() {
        return path.resolve("exit");
    }

    /** The mounts of a private workspace, as {@code mount -a} reads them. */
    Path mounts() {
        return path.resolve("mounts");
    }

    /** The mounts that the run needs, for the supervisor's check: a line each of rights, name and path. */
    Path needed() {
        return path.resolve("needed");
    }

    /** The path of the run's control group, if it has one; written before that is created. */
    Path group() {
        return path.resolve("group");
    }

    /** Messages of the supervisor and its helpers; empty without problems. */
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

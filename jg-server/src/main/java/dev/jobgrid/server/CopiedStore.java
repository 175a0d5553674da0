package dev.jobgrid.server;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.GridNameStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A store that may have been copied, or restored from a backup, while the original lives on. Stateless.
 *
 * @param folder of the store, which is open
 * @param nameFile the file in which servers of before kept the grid's name
 * @param ownsBlobs whether the blobs lie in the folder, and so were copied too
 */
record CopiedStore(Path folder, Path nameFile, H2Storage storage, boolean ownsBlobs) {
    private static final int MAX_COUNTED = 100_000;

    /** The file that a backup puts into the folder. */
    private static final String RESTORED = "restored";

    /** The prefix of the blob by which stores recognize each other. */
    private static final String MARKER = "store/";

    /**
     * Makes this a store of its own, or the successor of the original, before it runs jobs. A copy with unfinished jobs needs
     * consent, which means that the original is gone. Without such consent the store gets an id and a name of its own for its
     * containers, and leaves the containers and the blobs in a bucket to the original.
     *
     * @param consent asked with the risk; whether these jobs are to go on here
     * @throws JobGridException CONFLICT if they are not
     */
    static void settle(ServerSettings settings, Storage storage, Predicate<String> consent) throws IOException {
        Path nameFile = Stores.gridNameFile(settings);
        if (storage instanceof H2Storage h2) {
            new CopiedStore(Stores.folder(settings), nameFile, h2, Stores.ownsBlobs(settings)).settle(consent);
        } else {
            settle(storage, consent);
        }
        adopt(nameFile, storage.gridNames());
    }

    /** In a database that was restored from a dump. */
    private static void settle(Storage storage, Predicate<String> consent) {
        if (!storage.gridNames().isInherited()) {
            return;
        }
        Optional<String> risk = risk("the database was restored from a dump of another one", census(storage));
        if (risk.isPresent()) {
            check(risk, consent);
            storage.gridNames().inherit();
        }
    }

    /** Once: in a copy of the folder the name is the original's. */
    private static void adopt(Path nameFile, GridNameStore names) throws IOException {
        try {
            names.adopt(Files.readString(nameFile).strip());
        } catch (NoSuchFileException e) {
            return; // or another server on the store has adopted it
        }
        Files.deleteIfExists(nameFile);
    }

    /** In a folder that was copied. */
    void settle(Predicate<String> consent) throws IOException {
        StorePlace now = StorePlace.of(folder);
        Optional<StorePlace> before = StorePlace.read(folder);
        boolean isRestored = Files.exists(folder.resolve(RESTORED));
        boolean isCopied = isRestored || before.filter(now::isOtherThan).isPresent();
        Optional<String> risk = isCopied ? risk(now, before.orElse(now), census(storage)) : Optional.empty();
        check(risk, consent);
        if (isCopied && (isRestored || risk.isEmpty())) {
            Files.deleteIfExists(nameFile);
            if (ownsBlobs && storage.id().isPresent()) {
                storage.blobs().delete(new BlobKey(MARKER + storage.id().get()));
            }
            storage.renewId();
        }
        if (!before.equals(Optional.of(now))) {
            now.write(folder);
        }
        Files.deleteIfExists(folder.resolve(RESTORED));
    }

    private static JobCounts census(Storage storage) {
        return storage.admission().census(MAX_COUNTED);
    }

    private static void check(Optional<String> risk, Predicate<String> consent) {
        if (risk.isPresent() && !consent.test(risk.get())) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    risk.get() + ". Stop that server for good, and start this one with"
                            + " ./jg server --accept-copied-data; or start it in another folder");
        }
    }

    /** What may happen if the jobs that are not over go on here; empty if all are. */
    static Optional<String> risk(StorePlace now, StorePlace before, JobCounts census) {
        return risk(
                "the data in " + now.folder() + " on " + now.host() + " is a copy, or was moved, from "
                        + before.folder() + " on " + before.host(),
                census);
    }

    private static Optional<String> risk(String origin, JobCounts census) {
        long active = sum(census, JobStatus::isActive);
        long waiting = sum(census, status -> !status.isActive() && !status.isTerminal());
        if (active + waiting == 0) {
            return Optional.empty();
        }
        return Optional.of(origin + ", where " + active + " of its jobs ran and " + waiting
                + " waited; if a server lives there, these run twice");
    }

    private static long sum(JobCounts census, Predicate<JobStatus> counts) {
        return census.jobs().entrySet().stream()
                .filter(jobs -> counts.test(jobs.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}

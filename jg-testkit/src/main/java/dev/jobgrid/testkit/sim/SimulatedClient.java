package dev.jobgrid.testkit.sim;

import dev.jobgrid.Credits;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput.InputFile;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.SampleSpecs;
import dev.jobgrid.testkit.SampleSpecs.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The simulation's client: submits jobs, retries without a response, cancels some. Verifies the grid's responses.
 * Single-threaded.
 */
final class SimulatedClient {
    private final Random random;
    private final JobStore jobs;
    private final InstantSource clock;
    private final List<ExpectedJob> wishes = new ArrayList<>();
    private final List<Usd> topUps = new ArrayList<>();
    private boolean isTopUpOpen;
    private Optional<InputId> input = Optional.empty();
    private final SimulatedPlans plans;

    /**
     * A client without jobs.
     *
     * @param jobs the stored jobs, to check responses against
     */
    SimulatedClient(Random random, JobStore jobs, InstantSource clock) {
        this.random = random;
        this.jobs = jobs;
        this.clock = clock;
        this.plans = new SimulatedPlans(
                random,
                number -> spec(number, false).toBuilder()
                        .id(new JobId("plan-" + number))
                        .build());
    }

    SimulatedPlans plans() {
        return plans;
    }

    List<ExpectedJob> wishes() {
        return List.copyOf(wishes);
    }

    /** Uploads the file that some jobs read. */
    void upload(JobGrid grid) throws IOException {
        byte[] bytes = "what the jobs read".getBytes(StandardCharsets.UTF_8);
        UploadSlot slot = grid.inputs().create(new InputFile("data.txt", "text/plain", InputKind.INPUT));
        grid.inputs().upload(slot.input().id(), new ByteArrayInputStream(bytes));
        grid.inputs().complete(slot.input().id(), UploadCompletion.of(slot.token()));
        input = Optional.of(slot.input().id());
    }

    /** Submits one more job. */
    String submitNew(JobGrid grid) {
        ExpectedJob wish = wish(wishes.size());
        wishes.add(wish);
        return submit(grid, wish);
    }

    /** Submits some more jobs together: all are accepted, or none. */
    String submitSome(JobGrid grid) {
        List<ExpectedJob> some = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            some.add(named(wishes.size()));
            wishes.add(some.get(i));
        }
        String what = "submit together "
                + some.stream().map(wish -> wish.spec().name()).toList() + " ";
        some.forEach(ExpectedJob::lost);
        try {
            List<JobHandle> handles =
                    grid.submitAll(some.stream().map(ExpectedJob::spec).toList());
            for (int i = 0; i < handles.size(); i++) {
                some.get(i).accepted(handles.get(i).id());
            }
            return what + "accepted";
        } catch (JobGridException e) {
            if (e.code() == ErrorCode.INTERNAL_ERROR) {
                return what + "no answer";
            }
            if (some.stream().anyMatch(this::isStored)) {
                throw new AssertionError(what + "stored some and was answered by " + e.code(), e);
            }
            some.forEach(ExpectedJob::refused);
            return what + "refused: " + e.getMessage();
        }
    }

    /** Tops up as the operator; repeats a reference without a response. */
    String topUp(Credits credits) {
        if (!isTopUpOpen) {
            topUps.add(new Usd(100_000 + random.nextInt(1_500_000)));
            isTopUpOpen = true;
        }
        int number = topUps.size();
        Usd amount = topUps.get(number - 1);
        String what = "top up " + number + " by " + amount + " ";
        try {
            credits.topUp(amount, "top-up " + number);
        } catch (JobGridException e) {
            if (e.code() != ErrorCode.INTERNAL_ERROR) {
                throw new AssertionError(what + "was answered by " + e.code(), e);
            }
            return what + "no answer";
        }
        isTopUpOpen = false;
        return what + "done";
    }

    /** All that was topped up and answered, and for the last one, if it was not, that it may have been. */
    List<Usd> toppedUp() {
        long sure = topUps.stream()
                .limit(isTopUpOpen ? topUps.size() - 1L : topUps.size())
                .mapToLong(Usd::micros)
                .sum();
        return isTopUpOpen
                ? List.of(
                        new Usd(sure),
                        new Usd(sure + topUps.get(topUps.size() - 1).micros()))
                : List.of(new Usd(sure));
    }

    /** Submits a job again: one without a response, or one accepted long ago. */
    String submitAgain(JobGrid grid) {
        return pick(wishes.stream().filter(ExpectedJob::isRepeatable).toList())
                .map(wish -> submit(grid, wish))
                .orElse("nothing to submit again");
    }

    private String submit(JobGrid grid, ExpectedJob wish) {
        String what = "submit " + wish.spec().name() + " (" + wish.standing() + ") ";
        boolean first = wish.standing() == ExpectedJob.Standing.OPEN;
        Optional<JobId> known = wish.job();
        wish.lost();
        Receipt receipt;
        try {
            receipt = grid.submit(Draft.of(wish.spec()), wish.options());
        } catch (JobGridException e) {
            if (e.code() == ErrorCode.INTERNAL_ERROR) {
                return what + "no answer";
            }
            if (!first && isStored(wish)) {
                throw new AssertionError(what + "was answered by " + e.code() + ": " + e.getMessage(), e);
            }
            wish.refused();
            return what + "refused: " + e.getMessage();
        }
        JobId id = receipt.job().id();
        if (first && receipt.replayed()) {
            throw new AssertionError(what + "found a job that no one had handed in");
        }
        if (known.isPresent() && !(receipt.replayed() && known.get().equals(id))) {
            throw new AssertionError(what + "gave job " + id + " as a new one, and was " + known.get() + " before");
        }
        wish.accepted(id);
        return what + "accepted";
    }

    /** Whether a submit stored the job, whatever the response was. */
    private boolean isStored(ExpectedJob wish) {
        WorkspaceId workspace = WorkspaceId.DEFAULT;
        return wish.spec()
                .id()
                .flatMap(id -> jobs.find(new JobRef(workspace, id)))
                .or(() ->
                        wish.options().idempotencyKey().flatMap(key -> jobs.findByKey(workspace, key, clock.instant())))
                .isPresent();
    }

    /** Cancels an accepted job. */
    String cancel(JobGrid grid) {
        return pick(wishes.stream().filter(wish -> wish.job().isPresent()).toList())
                .map(wish -> cancel(grid, wish))
                .orElse("nothing to cancel");
    }

    private static String cancel(JobGrid grid, ExpectedJob wish) {
        String what = "cancel " + wish.spec().name() + " ";
        try {
            Job job = grid.cancel(wish.job().orElseThrow(), "simulated");
            if (job.status() != JobStatus.CANCELLED || wish.isCancelled()) {
                throw new AssertionError(what + "was answered by " + job.status());
            }
            wish.cancelled();
            return what + "done";
        } catch (JobGridException e) {
            if (e.code() != ErrorCode.CONFLICT && e.code() != ErrorCode.INTERNAL_ERROR) {
                throw new AssertionError(what + "was answered by " + e.code(), e);
            }
            return what + e.code();
        }
    }

    private <T> Optional<T> pick(List<T> among) {
        return among.isEmpty() ? Optional.empty() : Optional.of(among.get(random.nextInt(among.size())));
    }

    private ExpectedJob wish(int number) {
        boolean isKeyed = random.nextInt(3) > 0;
        SubmitOptions options = isKeyed ? SubmitOptions.idempotent("key-" + number) : SubmitOptions.NONE;
        return new ExpectedJob(spec(number, random.nextBoolean()), options);
    }

    private ExpectedJob named(int number) {
        return new ExpectedJob(spec(number, true), SubmitOptions.NONE);
    }

    private JobSpec spec(int number, boolean isNamed) {
        Set<Part> parts = EnumSet.of(Part.COMMAND);
        if (random.nextInt(3) == 0) {
            parts.add(Part.CALLBACK);
        }
        JobSpec.Builder spec =
                SampleSpecs.of(parts, random).toBuilder().name("wish " + number).gpu(gpu());
        if (random.nextInt(4) == 0) {
            spec.timeout(Duration.ofSeconds(1 + random.nextInt(40)));
        }
        if (random.nextInt(4) == 0) {
            input.ifPresent(id -> spec.files(new JobFiles(List.of(id), List.of(), List.of())));
        }
        if (isNamed) {
            spec.id(new JobId("job-" + number));
        }
        return spec.build();
    }

    private GpuRequest gpu() {
        GpuRequest.Builder gpu = GpuRequest.builder().required(true);
        return switch (random.nextInt(4)) {
            case 0 -> gpu.count(2).build();
            case 1 -> gpu.type("H100").build();
            default -> gpu.build();
        };
    }

    /** A job for so many GPUs of a model: for all of them, it runs only if none is held any more. */
    static JobSpec probe(String name, String gpu, int count) {
        return SampleSpecs.of(Set.of(), new Random(0)).toBuilder()
                .name(name)
                .id(new JobId(name))
                .gpu(GpuRequest.builder().type(gpu).count(count).build())
                .build();
    }
}

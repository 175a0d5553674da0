package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.templates.JteusageGenerated;
import dev.jobgrid.console.internal.text.JobClocks;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.UsageView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a workspace used: its newest jobs summed by GPU model, and its credits. */
final class UsagePage {
    private static final List<Integer> PERIODS = List.of(1, 7, 30);
    private static final int MOST_JOBS = 1_000;
    private static final int PAGE = 100;
    private static final Duration FRESH = Duration.ofSeconds(30);

    private UsagePage() {}

    /** Sums of a model. */
    private record Sum(long jobs, long gpuSeconds, long micros, long failed) {
        Sum plus(Sum other) {
            return new Sum(
                    jobs + other.jobs, gpuSeconds + other.gpuSeconds, micros + other.micros, failed + other.failed);
        }
    }

    /** The last runs of the jobs of a period that had one, by model. */
    private record Used(Map<String, Sum> models, boolean isCut) {}

    static PageAnswer show(Visit visit) {
        visit.checkQuery(List.of("days", "before"));
        int days = visit.query()
                .number("days")
                .map(Long::intValue)
                .filter(PERIODS::contains)
                .orElse(7);
        Instant now = visit.now();
        Used used = visit.parts()
                .views()
                .get(visit.view("usage", "" + days), Used.class, FRESH, before -> read(visit, now, days));
        UsageView view = new UsageView(sentence(used, days), days, PERIODS, models(used), credits(visit));
        return visit.page(
                200, "Usage", "usage", (out, none, frame) -> JteusageGenerated.render(out, none, frame, view));
    }

    private static Used read(Visit visit, Instant now, int days) {
        JobFilter filter =
                JobFilter.builder().since(now.minus(Duration.ofDays(days))).build();
        Map<String, Sum> models = new LinkedHashMap<>();
        int looked = 0;
        Optional<JobQuery.Cursor> after = Optional.empty();
        do {
            JobPage page = visit.grid().list(filter, after, PAGE);
            page.jobs().forEach(job -> add(models, job, now));
            looked += page.jobs().size();
            after = page.next();
        } while (after.isPresent() && looked < MOST_JOBS);
        return new Used(models, after.isPresent());
    }

    private static void add(Map<String, Sum> models, Job job, Instant now) {
        Optional<Placement> placed = job.attempt().placement();
        Optional<Duration> ran = JobClocks.ran(job, now);
        if (placed.isPresent() && ran.isPresent()) {
            long gpuSeconds = ran.get().toSeconds() * placed.get().gpuIds().size();
            long micros = JobClocks.cost(job, now).map(cost -> cost.micros()).orElse(0L);
            models.merge(
                    placed.get().gpu().name(),
                    new Sum(1, gpuSeconds, micros, job.status() == JobStatus.FAILED ? 1 : 0),
                    Sum::plus);
        }
    }

    private static String sentence(Used used, int days) {
        Sum all = used.models().values().stream().reduce(new Sum(0, 0, 0, 0), Sum::plus);
        String of = used.isCut() ? " by the newest " + Quantities.number(MOST_JOBS) + " jobs of " : " by the jobs of ";
        String period = days == 1 ? "a day." : days + " days.";
        return all.jobs() == 0
                ? "Nothing was used" + of + period
                : hours(all.gpuSeconds()) + " GPU hours and " + Quantities.dollars(all.micros()) + " were used" + of
                        + period;
    }

    private static String hours(long seconds) {
        return String.format(Locale.ROOT, seconds < 36_000 ? "%.2f" : "%.0f", seconds / 3_600.0);
    }

    private static List<UsageView.Model> models(Used used) {
        long most = Math.max(
                1, used.models().values().stream().mapToLong(Sum::micros).max().orElse(1));
        List<UsageView.Model> models = new ArrayList<>();
        used.models().entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, Sum> entry) -> -entry.getValue().micros()))
                .forEach(entry -> {
                    Sum sum = entry.getValue();
                    models.add(new UsageView.Model(
                            entry.getKey(),
                            sum.jobs(),
                            hours(sum.gpuSeconds()),
                            Quantities.dollars(sum.micros()),
                            100 * sum.micros() / most,
                            100 * sum.failed() / sum.jobs() + " %"));
                });
        return models;
    }

    /** Empty where credits are not enabled. */
    private static Optional<UsageView.CreditsView> credits(Visit visit) {
        CreditBalance balance;
        CreditPage page;
        try {
            balance = visit.grid().credits().balance();
            OptionalLong before =
                    visit.query().number("before").map(OptionalLong::of).orElse(OptionalLong.empty());
            page = visit.grid().credits().history(before, 20);
        } catch (JobGridException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
        Optional<String> older = page.next().isPresent()
                ? Optional.of(
                        Params.NONE.with("before", "" + page.next().getAsLong()).query())
                : Optional.empty();
        return Optional.of(new UsageView.CreditsView(
                Quantities.dollars(balance.available()),
                Quantities.dollars(balance.reserved()),
                100 * balance.available().micros() / Math.max(1, balance.total().micros()),
                page.movements().stream().map(UsagePage::movement).toList(),
                older));
    }

    private static UsageView.Movement movement(CreditMovement movement) {
        String words = switch (movement.kind()) {
            case TOP_UP -> "Top-up " + movement.reference().orElse("");
            case RESERVATION -> "Reserved for a job";
            case SETTLEMENT -> "Settled at the end of a job";
        };
        return new UsageView.Movement(
                movement.at(),
                words,
                movement.job().map(JobId::value).orElse(""),
                Quantities.dollars(movement.gain(CreditAccount.AVAILABLE)),
                Quantities.dollars(movement.after().available()));
    }
}

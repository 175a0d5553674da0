package dev.jobgrid.console.internal.pages;

import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.views.JobView;
import dev.jobgrid.job.CallbackProgress;
import java.util.Locale;

/** A callback with its tries. Pure. */
final class CallbackRows {
    private CallbackRows() {}

    static JobView.CallbackView of(CallbackReport report) {
        CallbackProgress progress = report.delivery().progress();
        return new JobView.CallbackView(
                report.delivery().receiver(),
                state(progress),
                report.attempts().stream()
                        .map(one -> new JobView.Try(
                                one.number(),
                                one.started(),
                                one.took().toMillis() + " ms",
                                one.result().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                                        + one.httpStatus()
                                                .map(status -> ", " + status)
                                                .orElse(""),
                                one.detail()))
                        .toList(),
                progress.state() != CallbackProgress.State.PENDING);
    }

    /** "1 try", "3 tries". */
    static String tries(CallbackProgress progress) {
        return Quantities.count(progress.attempts(), "try").replace("trys", "tries");
    }

    private static String state(CallbackProgress progress) {
        String tries = tries(progress);
        return switch (progress.state()) {
            case DELIVERED -> "Delivered after " + tries + ".";
            case GIVEN_UP -> "Given up after " + tries + ".";
            case PENDING -> "Pending after " + tries + "; the next is due at " + Spans.moment(progress.due()) + ".";
        };
    }
}

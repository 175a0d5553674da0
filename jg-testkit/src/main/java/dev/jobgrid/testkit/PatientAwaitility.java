package dev.jobgrid.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionEvaluationListener;
import org.awaitility.core.EvaluatedCondition;
import org.awaitility.core.TimeoutEvent;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets longer Awaitility defaults in every JVM that runs tests with this module on its class path; JUnit loads it as a
 * service. A wait ends as soon as its condition is true, so only a defect reaches the limit, which may be far beyond
 * the needs of a loaded machine. A wait that reaches its limit logs where all threads are.
 */
public final class PatientAwaitility implements LauncherSessionListener {
    private static final System.Logger LOG = System.getLogger(PatientAwaitility.class.getName());
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(20);

    /** For JUnit. */
    public PatientAwaitility() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollInterval(POLL);
        Awaitility.setDefaultConditionEvaluationListener(new ThreadsAtTheLimit());
    }

    private static final class ThreadsAtTheLimit implements ConditionEvaluationListener<Object> {
        @Override
        public void conditionEvaluated(EvaluatedCondition<Object> condition) {}

        @Override
        public void onTimeout(TimeoutEvent limit) {
            LOG.log(System.Logger.Level.ERROR, limit.getDescription() + "\n" + ThreadDump.take());
        }
    }
}

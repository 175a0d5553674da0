package dev.jobgrid.http;

import dev.jobgrid.http.internal.exchange.ErrorResponses;
import dev.jobgrid.testkit.http.Printed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Catches what the adapter logs of its own faults, and keeps it off the screen. */
public final class FaultLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(ErrorResponses.class.getName());
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private FaultLog() {}

    public static FaultLog open() {
        FaultLog log = new FaultLog();
        log.logger.setUseParentHandlers(false);
        log.logger.addHandler(log);
        return log;
    }

    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
        Printed.keep(new SimpleFormatter().format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}

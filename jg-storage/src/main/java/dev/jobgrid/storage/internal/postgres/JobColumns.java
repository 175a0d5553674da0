package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.storage.internal.jobs.EndRow;
import dev.jobgrid.storage.internal.jobs.HoldRow;
import dev.jobgrid.storage.internal.jobs.NumberedEvents;
import dev.jobgrid.storage.internal.jobs.QueueRow;
import java.sql.SQLException;
import java.util.List;

/** Binds rows that new jobs and changes of jobs have alike. */
final class JobColumns {
    private JobColumns() {}

    static void queue(PostgresArguments arguments, List<QueueRow> rows) throws SQLException {
        arguments
                .rows(rows)
                .numbers(QueueRow::number)
                .texts(row -> row.ref().workspace().value())
                .texts(row -> row.ref().id().value())
                .texts(QueueRow::lane)
                .times(QueueRow::turn)
                .times(QueueRow::created)
                .times(QueueRow::queued)
                .optionalTimes(QueueRow::notBefore);
    }

    static void ends(PostgresArguments arguments, List<EndRow> rows) throws SQLException {
        arguments
                .rows(rows)
                .numbers(EndRow::number)
                .texts(row -> row.status().name())
                .texts(row -> row.ref().workspace().value())
                .times(EndRow::created)
                .texts(row -> row.ref().id().value());
    }

    static void holds(PostgresArguments arguments, List<HoldRow> rows) throws SQLException {
        arguments
                .rows(rows)
                .texts(row -> row.place().executor())
                .texts(row -> row.place().machine().value())
                .texts(HoldRow::device)
                .numbers(HoldRow::number)
                .texts(row -> row.job().ref().workspace().value())
                .texts(row -> row.job().id().value())
                .numbers(row -> (long) row.job().attempt().number())
                .times(row -> row.job().state().times().created())
                .texts(HoldRow::owner)
                .texts(row -> row.place().node().value());
    }

    static void events(PostgresArguments arguments, List<NumberedEvents> rows) throws SQLException {
        arguments
                .rows(rows)
                .numbers(NumberedEvents::number)
                .numbers(events -> events.row().sequence())
                .texts(events -> events.row().events());
    }
}

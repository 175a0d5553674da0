package dev.jobgrid.storage.internal.sql;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * Names of the tables in one database, and of the sequence. Statements and scripts use plain names; this adds the embedder's schema and
 * prefix. Immutable and thread-safe.
 */
public final class TableNames implements TemplateEngine {
    /** All tables of the scripts; a word of a statement equal to one of these is always the table. */
    public static final Set<String> TABLES = Set.of(
            "jobs",
            "job_state",
            "job_queue",
            "job_ends",
            "large_specs",
            "idempotency_keys",
            "job_events",
            "callback_outbox",
            "callback_attempts",
            "audit_events",
            "admissions",
            "admission_tickets",
            "closed_parts",
            "job_log_ends",
            "job_log_chunks",
            "job_inputs",
            "artifacts",
            "api_keys",
            "grid_instances",
            "grid_nodes",
            "device_holds",
            "job_history",
            "credit_accounts",
            "credit_movements",
            "job_templates",
            "retention_rounds",
            "grid_names",
            "signing_keys",
            "store_identity",
            "store_level",
            SchemaMigration.HISTORY);

    /** The numbers of jobs. */
    public static final String SEQUENCE = "job_numbers";

    private static final Pattern WORDS = Pattern.compile("\\b(" + String.join("|", TABLES) + "|" + SEQUENCE + ")\\b");

    private final String before;

    private TableNames(String before) {
        this.before = before;
    }

    /** The plain names. */
    public static TableNames plain() {
        return new TableNames("");
    }

    /** With this schema and prefix, both of lower-case letters, digits and underscores. */
    public static TableNames in(String schema, String prefix) {
        return new TableNames("\"" + schema + "\"." + prefix);
    }

    /** A statement with the database's names. */
    public String in(String sql) {
        return before.isEmpty() ? sql : WORDS.matcher(sql).replaceAll(Matcher.quoteReplacement(before) + "$1");
    }

    @Override
    public String render(String template, StatementContext context) {
        return in(template);
    }

    @Override
    public Optional<Function<StatementContext, String>> parse(String template, ConfigRegistry config) {
        String sql = in(template);
        return Optional.of(context -> sql); // cached by Jdbi, so that each statement is converted once
    }
}

package dev.jobgrid.storage.internal.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * The schema scripts, adapted to one kind of database. Both use the same scripts: PostgreSQL gets a prefix before the
 * names of tables and indexes, binary collation of texts as in H2, and the parts after {@code -- PostgreSQL:}.
 * Immutable and thread-safe.
 */
public final class SchemaScripts implements ResourceProvider {
    /** All of them, in order. */
    public static final List<String> FILES = List.of("V001__jobgrid.sql");

    static final String FOLDER = "schema/";

    private static final Pattern TEXT = Pattern.compile("CHARACTER VARYING(\\(\\d+\\))?");
    private static final Pattern INDEX = Pattern.compile("\\bINDEX (?:IF (?:NOT )?EXISTS )?(\\w+)");

    /** As Flyway creates it. */
    private static final String HISTORY = """
            CREATE TABLE {history} (
                installed_rank INT NOT NULL CONSTRAINT {history}_pk PRIMARY KEY,
                version        VARCHAR(50),
                description    VARCHAR(200) NOT NULL,
                type           VARCHAR(20) NOT NULL,
                script         VARCHAR(1000) NOT NULL,
                checksum       INTEGER,
                installed_by   VARCHAR(100) NOT NULL,
                installed_on   TIMESTAMP NOT NULL DEFAULT now(),
                execution_time INTEGER NOT NULL,
                success        BOOLEAN NOT NULL
            );
            CREATE INDEX {history}_s_idx ON {history} (success);
            """;

    private final boolean postgres;
    private final String prefix;

    private SchemaScripts(boolean postgres, String prefix) {
        this.postgres = postgres;
        this.prefix = prefix;
    }

    static SchemaScripts h2() {
        return new SchemaScripts(false, "");
    }

    public static SchemaScripts postgres(String prefix) {
        return new SchemaScripts(true, prefix);
    }

    /** The version of the newest script, as in the history. */
    static String newest() {
        return version(FILES.get(FILES.size() - 1));
    }

    private static String version(String file) {
        return file.substring(1, file.indexOf("__"));
    }

    /** Whether a script of this version is known, and has another content. */
    boolean isOther(String version, int checksum) {
        return FILES.stream().anyMatch(file -> version(file).equals(version) && checksum(text(file)) != checksum);
    }

    /** The text of a script. */
    public String text(String file) {
        try (InputStream in = SchemaScripts.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IOException("there is no script " + file);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return postgres ? forPostgres(text) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String forPostgres(String text) {
        String sorted = TEXT.matcher(text.replace("\n-- PostgreSQL: ", "\n")).replaceAll("$0 COLLATE \"C\"");
        String names = Stream.concat(
                        Stream.concat(TableNames.TABLES.stream(), Stream.of(TableNames.SEQUENCE)),
                        INDEX.matcher(sorted).results().map(found -> found.group(1)))
                .distinct()
                .collect(Collectors.joining("|", "\\b(", ")\\b"));
        return Pattern.compile(names).matcher(sorted).replaceAll(Matcher.quoteReplacement(prefix) + "$1");
    }

    /** A migration of the tables in a schema as one script, with its entries in the history. */
    public String byHand(String schema, String after) {
        StringBuilder all = new StringBuilder();
        if (after.isEmpty()) {
            all.append("CREATE SCHEMA IF NOT EXISTS \"").append(schema).append("\";\n");
        }
        all.append("SET search_path TO \"").append(schema).append("\";\n");
        if (after.isEmpty()) {
            all.append(HISTORY.replace("{history}", prefix + SchemaMigration.HISTORY));
        }
        for (String file : FILES) {
            if (version(file).compareTo(after) > 0) {
                String text = text(file);
                all.append('\n').append(text).append('\n').append(entry(file, text));
            }
        }
        return all.toString();
    }

    private String entry(String file, String text) {
        String description = file.substring(file.indexOf("__") + 2, file.length() - ".sql".length());
        return ("INSERT INTO %1$s (installed_rank, version, description, type, script, checksum, installed_by,"
                        + " execution_time, success)\n"
                        + "SELECT COALESCE(MAX(installed_rank), 0) + 1, '%2$s', '%3$s', 'SQL', '%4$s', %5$d, current_user,"
                        + " 0, TRUE FROM %1$s;\n")
                .formatted(
                        prefix + SchemaMigration.HISTORY,
                        version(file),
                        description.replace('_', ' '),
                        file,
                        checksum(text));
    }

    /** Flyway's checksum: of the lines, without their ends. */
    static int checksum(String text) {
        CRC32 sum = new CRC32();
        text.lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) sum.getValue();
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return FILES.contains(name) ? new Script(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String start, String[] ends) {
        return FILES.stream()
                .filter(file -> file.startsWith(start) && Stream.of(ends).anyMatch(file::endsWith))
                .<LoadableResource>map(Script::new)
                .toList();
    }

    private final class Script extends LoadableResource {
        private final String file;

        Script(String file) {
            this.file = file;
        }

        @Override
        public Reader read() {
            return new StringReader(text(file));
        }

        @Override
        public String getAbsolutePath() {
            return FOLDER + file;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return FOLDER + file;
        }

        @Override
        public String getFilename() {
            return file;
        }

        @Override
        public String getRelativePath() {
            return file;
        }
    }
}

package dev.jobgrid.storage.internal.copy;

import dev.jobgrid.storage.StoreContents;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of a table's rows and the sum of their SHA-256s, which does not depend on the order of the rows: databases
 * give them in different ones. Single-threaded.
 */
final class RowHash {
    private static final int WORDS = 4;

    private final MessageDigest sha256;
    private final DataOutputStream row;
    private final long[] sums = new long[WORDS];
    private long rows;

    RowHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        row = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
    }

    void add(List<TableColumn> columns, List<@Nullable Object> values) {
        try {
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).kind().write(values.get(i), row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a digest accepts all bytes", e);
        }
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        for (int i = 0; i < WORDS; i++) {
            sums[i] += digest.getLong();
        }
        rows++;
    }

    long rows() {
        return rows;
    }

    StoreContents.Table contents() {
        ByteBuffer all = ByteBuffer.allocate(WORDS * Long.BYTES);
        for (long sum : sums) {
            all.putLong(sum);
        }
        return new StoreContents.Table(rows, HexFormat.of().formatHex(all.array()));
    }
}

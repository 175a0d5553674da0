package dev.jobgrid.auth;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses whose first bits are the same. An IPv4 address that is written as an IPv6 one (::ffff:a.b.c.d) is the IPv4
 * address. Never asks a name server.
 *
 * @param prefix those bits
 * @param rest how many bits follow
 * @param length bytes of an address: 4 or 16
 */
public record AddressRange(BigInteger prefix, int rest, int length) {
    // Only what cannot be a host's name: reading an address must never ask a name server.
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private static final int MAPPED_PREFIX = 12;

    /**
     * Reads an address ("10.0.0.7", "::1") or a range of them ("10.0.0.0/8").
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address = address(literal)
                .orElseThrow(() -> new IllegalArgumentException("'" + literal + "' is not an IP address"));
        int most = address.length * Byte.SIZE;
        String bits = slash < 0 ? "" + most : text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
            throw new IllegalArgumentException("'" + text + "' is not a range: after the '/' comes 0 to " + most);
        }
        int rest = most - Integer.parseInt(bits);
        return new AddressRange(new BigInteger(1, address).shiftRight(rest), rest, address.length);
    }

    /** Whether the address, as text, lies in the range; a text that is no address does not. */
    public boolean contains(String address) {
        return address(address).filter(this::contains).isPresent();
    }

    /** Whether the address, its 4 or 16 bytes, lies in the range. */
    public boolean contains(byte[] address) {
        byte[] plain = unmapped(address);
        return plain.length == length
                && new BigInteger(1, plain).shiftRight(rest).equals(prefix);
    }

    private static Optional<byte[]> address(String literal) {
        if (!LITERAL.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(unmapped(InetAddress.getByName(literal).getAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static byte[] unmapped(byte[] address) {
        if (address.length != 16) {
            return address;
        }
        for (int i = 0; i < MAPPED_PREFIX; i++) {
            if (address[i] != (i < 10 ? 0 : (byte) 0xff)) {
                return address;
            }
        }
        return Arrays.copyOfRange(address, MAPPED_PREFIX, 16);
    }

    /** The range as {@link #parse} reads it. */
    @Override
    public String toString() {
        byte[] bytes = new byte[length];
        byte[] number = prefix.shiftLeft(rest).toByteArray();
        for (int i = 1; i <= Math.min(length, number.length); i++) {
            bytes[length - i] = number[number.length - i];
        }
        try {
            String address = InetAddress.getByAddress(bytes).getHostAddress();
            return rest == 0 ? address : address + "/" + (length * Byte.SIZE - rest);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}

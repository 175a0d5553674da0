package dev.jobgrid.auth;

import java.math.BigInteger;

/**
 * A range of IP addresses with a common prefix. An IPv4 address that is written as an IPv6 one (::ffff:a.b.c.d) is the
 * IPv4 address. Never asks a name server.
 *
 * @param prefix those bits
 * @param rest how many bits follow
 * @param length bytes of an address: 4 or 16
 */
public record AddressRange(BigInteger prefix, int rest, int length) {
    /**
     * Reads an address ("10.0.0.7", "::1") or a range of them ("10.0.0.0/8").
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address = IpAddress.literal(literal)
                .map(IpAddress::bytes)
                .orElseThrow(() -> new IllegalArgumentException("'" + literal + "' is not an IP address"));
        int max = address.length * Byte.SIZE;
        String bits = slash < 0 ? "" + max : text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > max) {
            throw new IllegalArgumentException("'" + text + "' is not a range: after the '/' comes 0 to " + max);
        }
        int rest = max - Integer.parseInt(bits);
        return new AddressRange(new BigInteger(1, address).shiftRight(rest), rest, address.length);
    }

    /**
     * Whether the address, as text, lies in the range; false for text that is not an address. It is read as
     * {@link IpAddress#read} does.
     */
    public boolean contains(String address) {
        return IpAddress.read(address).map(IpAddress::bytes).filter(this::holds).isPresent();
    }

    /** Whether the address, its 4 or 16 bytes, lies in the range. */
    public boolean contains(byte[] address) {
        return holds(IpAddress.of(address).bytes());
    }

    private boolean holds(byte[] plain) {
        return plain.length == length
                && new BigInteger(1, plain).shiftRight(rest).equals(prefix);
    }

    /** The range as {@link #parse} reads it. */
    @Override
    public String toString() {
        byte[] bytes = new byte[length];
        byte[] number = prefix.shiftLeft(rest).toByteArray();
        for (int i = 1; i <= Math.min(length, number.length); i++) {
            bytes[length - i] = number[number.length - i];
        }
        String address = IpAddress.of(bytes).toString();
        return rest == 0 ? address : address + "/" + (length * Byte.SIZE - rest);
    }
}

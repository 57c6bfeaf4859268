// Costs as exact decimals.

/** The sum of decimals, exact. */
export function sumOf(decimals) {
  const pico = (text) => {
    const [whole, fraction = ''] = text.split('.');
    return BigInt(whole + fraction.padEnd(12, '0'));
  };
  const sum = String(decimals.reduce((all, each) => all + pico(each), 0n)).padStart(13, '0');
  return `${sum.slice(0, -12)}.${sum.slice(-12)}`.replace(/\.?0+$/, '');
}

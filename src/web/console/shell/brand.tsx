/** Whose console it is: the organisation's logo where there is one, and its name. */
import { Link } from 'wouter';
import { useOperation } from '../parts/use-operation.ts';
import css from './brand.module.css';

/** Shows it. */
export function Brand() {
  const { data: status } = useOperation('showStatus');
  const { data: branding } = useOperation('getBranding', {}, { live: ['branding'] });
  const logo = branding?.logo;
  return (
    <Link href="/" className={css['brand'] ?? ''}>
      <img
        src={logo ? `/branding/logo?${logo.sha256.slice(0, 12)}` : '/console/icon.svg'}
        alt=""
        className={logo ? css['logo'] : css['lantern']}
      />
      <span className={css['words']}>
        <span className={css['name']}>{status?.organisation ?? 'Porchlight'}</span>
        <span className={css['what']}>Porchlight console</span>
      </span>
    </Link>
  );
}

/** What Safari shows where no page is open: the organisation's pages that are worth a visit. */
import { hostOf } from '../../page-window/host-line.tsx';

/** A favourite. */
export interface Bookmark {
  readonly title: string;
  readonly address: string;
}

interface Props {
  readonly bookmarks: readonly Bookmark[];
  readonly onOpen: (address: string) => void;
}

/** The page. */
export function StartPage({ bookmarks, onOpen }: Props) {
  return (
    <div class="safari-start">
      <h2>Favourites</h2>
      {bookmarks.length === 0 ? (
        <p>This Mac belongs to no organisation yet. Type an address above.</p>
      ) : (
        <ul>
          {bookmarks.map(({ title, address }) => (
            <li key={address}>
              <button type="button" onClick={() => onOpen(address)}>
                <span class="tile" aria-hidden="true">
                  {title.slice(0, 1)}
                </span>
                <span class="title">{title}</span>
                <span class="host">{hostOf(address).host}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

import type { FieldError } from '#shared/view';
import { baseOf, type Bilingual, type Interaction, type Release, type WaysOn } from '#identity/sign-in/flow';

/** What every page of a running sign-in has. */
export interface Frame {
  /** `/sign-in/<uid>`: forms post below it. */
  readonly base: string;
  readonly portal: { readonly name: Bilingual; readonly agencyName: Bilingual };
  /** What the portal will receive, for everybody to read before they sign in. */
  readonly releases: readonly Release[];
  /** Whole minutes until the interaction expires. */
  readonly minutes: number;
  readonly errors: readonly FieldError[];
}

export function frame(interaction: Interaction, now: Date, errors: readonly FieldError[] = []): Frame {
  return {
    base: baseOf(interaction.uid),
    portal: { name: interaction.portal.name, agencyName: interaction.portal.agencyName },
    // Recognising somebody again is what signing in is; only data beyond it are worth a person's reading.
    releases: interaction.releases.filter((release) => release.scope !== 'openid'),
    minutes: Math.max(1, Math.floor((interaction.expiresAt.getTime() - now.getTime()) / 60_000)),
    errors,
  };
}

export const sampleFrame: Frame = {
  base: '/sign-in/xxxxxxxxxxxxxxxxxxxxx',
  portal: { name: { vi: 'Cổng dịch vụ công mẫu', en: 'Sample portal' }, agencyName: { vi: 'Bộ Tư pháp', en: 'Ministry of Justice' } },
  releases: [
    {
      scope: 'profile',
      data: { vi: 'Họ tên, ngày sinh, giới tính', en: 'Name, date of birth, gender' },
      purpose: { vi: 'Điền sẵn vào tờ khai', en: 'Fill in your forms' },
      legalBasis: { vi: 'Nghị định 118/2025/NĐ-CP', en: 'Nghị định 118/2025/NĐ-CP' },
    },
  ],
  minutes: 15,
  errors: [],
};

export const sampleWays: WaysOn = { signedIn: true, portal: { name: sampleFrame.portal.name, href: 'https://portal.example.gov.vn/' } };

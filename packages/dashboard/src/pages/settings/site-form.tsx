import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Site } from '../../api/shapes.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';

export interface SiteFormProps {
  /** Undefined: a new one. */
  site?: Site;
  onSaved: (site: Site) => void;
}

/** A store as Scout knows it. */
export function SiteForm({ site, onSaved }: SiteFormProps) {
  const [name, setName] = useState(site?.name ?? '');
  const [origins, setOrigins] = useState(site?.origins.join(', ') ?? '');
  const [currency, setCurrency] = useState(site?.currency ?? '');
  const [country, setCountry] = useState(site?.country ?? '');
  const save = async (): Promise<void> => {
    const body = {
      name,
      origins: origins.split(/[\s,]+/).filter((origin) => origin !== ''),
      currency: currency.trim() === '' ? null : currency.trim(),
      country: country.trim() === '' ? null : country.trim(),
    };
    onSaved(
      site ? await request<Site>('PATCH', `/sites/${site.id}`, body) : await request<Site>('POST', '/sites', body),
    );
  };
  return (
    <Form submit={save}>
      {({ isBusy, wrong }) => (
        <>
          <div class="form-grid">
            <TextField
              label="Name"
              required
              wrong={wrong('name')}
              value={name}
              onValue={setName}
              placeholder="My store"
            />
            <TextField
              label="Origins that may send"
              hint="Separated by commas. Empty: any."
              placeholder="https://www.example.com"
              wrong={wrong('origins.0') ?? wrong('origins.1') ?? wrong('origins.2') ?? wrong('origins')}
              value={origins}
              onValue={setOrigins}
            />
            <TextField
              label="Currency"
              hint="For events that name none, such as EUR."
              wrong={wrong('currency')}
              value={currency}
              onValue={setCurrency}
            />
            <TextField
              label="Country"
              hint="To read national phone numbers, such as DE."
              wrong={wrong('country')}
              value={country}
              onValue={setCountry}
            />
          </div>
          <div>
            <button type="submit" class="button primary" disabled={isBusy}>
              {site ? 'Save' : 'Make the site'}
            </button>
          </div>
        </>
      )}
    </Form>
  );
}

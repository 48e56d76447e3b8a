/** @file What a person sees at the first start: what this is, and a way to try it without an account. */
import type { Problem, RecipeRow } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { go } from '../usePlace.ts';
import { SampleButton } from './SampleButton.tsx';
import css from './Welcome.module.css';

interface Props {
  practice: boolean;
  /** The sample recipe, when it is there already. */
  sample: RecipeRow | undefined;
  onProblem: (problem: Problem | null) => void;
}

export function Welcome({ practice, sample, onProblem }: Props) {
  return (
    <section className={css.welcome} aria-labelledby="welcome">
      <h2 id="welcome">Welcome to Larder</h2>
      <p>
        A recipe says what follows in one app when something happens in another. For that it signs in to both.
        Here those sign-ins are made, seen and repaired: your password goes to the app, never to Larder, and
        everything stays on this computer.
      </p>
      <h3>Try it now, without an account</h3>
      <p>
        {practice
          ? 'Two practice apps are running on this computer: Practice Salesforce and Practice Zendesk, with invented people and data. They behave like the real ones.'
          : 'The sample recipe takes new Salesforce accounts to Zendesk. The practice apps are not running now; with them it needs no account at all.'}
      </p>
      <ol>
        <li>Open the sample recipe.</li>
        <li>Press Connect beside Salesforce and sign in as one of the invented people.</li>
        <li>See its lists fill with that account's own objects and fields.</li>
      </ol>
      {sample ? (
        <Button weight="main" onPress={() => go({ screen: 'recipe', id: sample.id, tab: 'recipe' })}>
          Open the sample recipe
        </Button>
      ) : (
        <SampleButton label="Open the sample recipe" weight="main" onProblem={onProblem} />
      )}
    </section>
  );
}

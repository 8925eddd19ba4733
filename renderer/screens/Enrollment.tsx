import { Answer } from '../ui/Answer.tsx'
import { useCall } from '../use-call.ts'
import { StationSetUp } from './enrollment/StationSetUp.tsx'
import { StationView } from './enrollment/StationView.tsx'

/** Enrolls a class, child by child, by keyboard alone. What was begun goes on where it stopped. */
export function Enrollment() {
  const answer = useCall('enrollment.station', {}, { refreshOn: ['enrollment.station'], minGapMs: 100 })
  return (
    <Answer state={answer}>
      {station =>
        station === null ? (
          <StationSetUp onStarted={answer.refetch} />
        ) : (
          <StationView key={station.id} station={station} onChanged={answer.refetch} />
        )
      }
    </Answer>
  )
}
